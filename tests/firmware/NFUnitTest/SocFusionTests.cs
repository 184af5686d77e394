using System;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Charge counting and the network's estimate as one figure.</summary>
    [TestClass]
    public class SocFusionTests
    {
        [TestMethod]
        public void The_first_estimate_is_the_anchor_and_charge_is_counted_from_it()
        {
            SocFusion estimator = Create(2f, 0f);
            estimator.Add(3.7f, -1f, 25f, 60f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Correct(80f, 15f);
            Assert.IsTrue(estimator.IsAnchored);
            Assert.AreEqual(80f, estimator.SocPercent);

            // 1 A for 1800 s is a quarter of 2 Ah.
            for (int second = 0; second < 1800; second++)
            {
                estimator.Add(3.7f, -1f, 25f, 1f);
            }

            Near(55f, estimator.SocPercent, 1e-3f);
            Near(0f, estimator.CurrentOffsetA, 1e-6f);
        }

        [TestMethod]
        public void What_is_shown_never_jumps()
        {
            SocFusion estimator = Create(2f, 0f);

            // In the network's first minute what it says is new, and shown at once.
            for (int k = 0; k < 6; k++)
            {
                estimator.Add(3.7f, 0f, 25f, 15f);
                estimator.Correct(50f, 15f);
            }

            estimator.Add(3.7f, 0f, 25f, 2f);
            for (int k = 0; k < 40; k++)
            {
                float before = estimator.SocPercent;
                estimator.Correct(56f, 15f);
                estimator.Add(3.7f, 0f, 25f, 2f);
                float step = estimator.SocPercent - before;

                // Two seconds, twice: an estimate comes between two readings.
                Assert.IsTrue((step < 0f ? -step : step) <= 4f * SocFusion.MaxStepPercentPerS + 1e-4f, step.ToString());
            }

            Assert.IsTrue(estimator.SocPercent > 50.2f, estimator.SocPercent.ToString());
        }

        [TestMethod]
        public void A_contradiction_of_minutes_is_told_and_taken_back()
        {
            SocFusion estimator = Create(2f, 0f);
            for (int k = 0; k < 60; k++)
            {
                estimator.Add(3.7f, 0f, 25f, 15f);
                estimator.Correct(50f, 15f);
            }

            estimator.Correct(60f, 15f);
            Assert.IsFalse(estimator.Disagrees, "one estimate is no contradiction yet");
            for (int k = 0; k < 20; k++)
            {
                estimator.Add(3.7f, 0f, 25f, 15f);
                estimator.Correct(60f, 15f);
            }

            Assert.IsTrue(estimator.Disagrees);
            for (int k = 0; k < 400; k++)
            {
                estimator.Add(3.7f, 0f, 25f, 15f);
                estimator.Correct(60f, 15f);
            }

            Assert.IsFalse(estimator.Disagrees);
            Near(60f, estimator.SocPercent, 3f);
        }

        [TestMethod]
        public void A_cell_at_rest_above_the_full_voltage_for_a_minute_is_full()
        {
            SocFusion estimator = Create(2f, 4.14f);
            for (int second = 0; second < 59; second++)
            {
                estimator.Add(4.15f, 0.05f, 25f, 1f);
            }

            Assert.IsFalse(estimator.IsAnchored);

            // A load interrupts the rest.
            estimator.Add(4.15f, -0.2f, 25f, 1f);
            estimator.Add(4.15f, 0.05f, 25f, 59f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Add(4.15f, 0.05f, 25f, 1f);
            Assert.AreEqual(100f, estimator.SocPercent);
        }

        [TestMethod]
        public void What_is_no_number_counts_as_missing()
        {
            SocFusion estimator = Create(2f, 4.14f);
            estimator.Correct(float.NaN, 1f);
            estimator.Correct(float.PositiveInfinity, 1f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Correct(50f, 1f);
            estimator.Add(3.7f, -1f, 25f, float.NaN);
            estimator.Add(3.7f, -1f, 25f, -5f);
            estimator.Add(3.7f, -1f, 25f, 0f);
            estimator.AddGap(float.NaN);
            estimator.AddGap(-1f);
            Assert.AreEqual(50f, estimator.SocPercent);
            estimator.Add(3.7f, float.NaN, 25f, 10f);
            estimator.Add(float.NaN, 0f, 25f, 100f);
            estimator.Add(3.7f, float.PositiveInfinity, 25f, 10f);
            estimator.Correct(float.NaN, 15f);
            estimator.Correct(float.NegativeInfinity, 15f);
            Assert.AreEqual(50f, estimator.SocPercent);
            estimator.Correct(50f, float.NaN);
            estimator.AddGap(float.PositiveInfinity);
            Assert.AreEqual(50f, estimator.SocPercent);
            Near(0f, estimator.CurrentOffsetA, 1e-6f);
            Assert.IsFalse(estimator.Disagrees);
        }

        [TestMethod]
        public void A_full_voltage_that_is_no_number_is_none()
        {
            SocFusion estimator = Create(2f, float.NaN);
            estimator.Add(4.2f, 0f, 25f, 3600f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator = Create(2f, 4.14f);
            for (int second = 0; second < 120; second++)
            {
                estimator.Add(float.NaN, 0f, 25f, 1f);
                estimator.Add(4.2f, float.NaN, 25f, 1f);
            }

            Assert.IsFalse(estimator.IsAnchored);
        }

        [TestMethod]
        public void Estimates_beyond_0_and_100_are_taken_for_0_and_100()
        {
            SocFusion estimator = Create(2f, 0f);
            estimator.Correct(1e30f, 1f);
            Assert.AreEqual(100f, estimator.SocPercent);
            estimator.Reset();
            estimator.Correct(-1e30f, 1f);
            Assert.AreEqual(0f, estimator.SocPercent);
        }

        [TestMethod]
        public void What_is_kept_is_taken_up_again()
        {
            SocFusion estimator = Create(2f, 0f);
            estimator.Correct(62.5f, 1f);
            var count = new StateBuffer(null, false);
            estimator.SerializeLearnt(count);
            var bytes = new byte[count.Length];
            estimator.SerializeLearnt(new StateBuffer(bytes, false));
            SocFusion other = Create(2f, 0f);
            other.SerializeLearnt(new StateBuffer(bytes, true));
            other.Resume(0f);
            Assert.IsTrue(other.IsAnchored);
            Near(estimator.SocPercent, other.SocPercent, 1e-4f);
        }

        [TestMethod]
        public void A_full_cell_and_a_users_word_count_at_once()
        {
            SocFusion estimator = Create(2f, 4.14f);
            estimator.Correct(94f, 1f);
            estimator.Add(4.15f, 0.05f, 25f, 60f);
            Assert.AreEqual(100f, estimator.SocPercent);
            Assert.IsTrue(estimator.BarPercent < 1f, estimator.BarPercent.ToString());
            estimator.Set(40f, 2f);
            Assert.AreEqual(40f, estimator.SocPercent);
        }

        [TestMethod]
        public void A_capacity_of_nothing_or_no_number_is_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => Create(0f, 0f));
            Assert.ThrowsException(typeof(ArgumentException), () => Create(float.NaN, 0f));
        }

        private static SocFusion Create(float capacityAh, float fullVoltageV)
        {
            return new SocFusion(new CoulombCounter(capacityAh, fullVoltageV, 0.1f), capacityAh, null);
        }

        private static void Near(float expected, float actual, float tolerance)
        {
            Assert.IsTrue(actual > expected - tolerance && actual < expected + tolerance, actual.ToString());
        }
    }
}
