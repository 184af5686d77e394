using System;
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
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            estimator.Add(3.7f, -1f, 60f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Correct(80f, 15f);
            Assert.IsTrue(estimator.IsAnchored);
            Assert.AreEqual(80f, estimator.SocPercent);

            // 1 A for 1800 s is a quarter of 2 Ah.
            for (int second = 0; second < 1800; second++)
            {
                estimator.Add(3.7f, -1f, 1f);
            }

            Near(55f, estimator.SocPercent, 1e-3f);
            Near(0f, estimator.CurrentOffsetA, 1e-6f);
        }

        [TestMethod]
        public void What_is_shown_never_jumps()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            estimator.Correct(50f, 1f);
            for (int k = 0; k < 40; k++)
            {
                float before = estimator.SocPercent;
                estimator.Correct(90f, 15f);
                estimator.Add(3.7f, 0f, 2f);
                float step = estimator.SocPercent - before;
                Assert.IsTrue(step >= 0f && step <= 1.0001f, step.ToString());
            }

            Assert.IsTrue(estimator.SocPercent > 60f, estimator.SocPercent.ToString());
        }

        [TestMethod]
        public void A_contradiction_of_minutes_is_told_and_taken_back()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            for (int k = 0; k < 60; k++)
            {
                estimator.Add(3.7f, 0f, 15f);
                estimator.Correct(50f, 15f);
            }

            estimator.Correct(80f, 15f);
            Assert.IsFalse(estimator.Disagrees, "one estimate is no contradiction yet");
            for (int k = 0; k < 6; k++)
            {
                estimator.Add(3.7f, 0f, 15f);
                estimator.Correct(80f, 15f);
            }

            Assert.IsTrue(estimator.Disagrees);
            for (int k = 0; k < 400; k++)
            {
                estimator.Add(3.7f, 0f, 15f);
                estimator.Correct(80f, 15f);
            }

            Assert.IsFalse(estimator.Disagrees);
            Near(80f, estimator.SocPercent, 1f);
        }

        [TestMethod]
        public void A_cell_at_rest_above_the_full_voltage_for_a_minute_is_full()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 4.14f));
            for (int second = 0; second < 59; second++)
            {
                estimator.Add(4.15f, 0.05f, 1f);
            }

            Assert.IsFalse(estimator.IsAnchored);

            // A load interrupts the rest.
            estimator.Add(4.15f, -0.2f, 1f);
            estimator.Add(4.15f, 0.05f, 59f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Add(4.15f, 0.05f, 1f);
            Assert.AreEqual(100f, estimator.SocPercent);
        }

        [TestMethod]
        public void What_is_no_number_counts_as_missing()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 4.14f));
            estimator.Correct(float.NaN, 1f);
            estimator.Correct(float.PositiveInfinity, 1f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator.Correct(50f, 1f);
            estimator.Add(3.7f, -1f, float.NaN);
            estimator.Add(3.7f, -1f, -5f);
            estimator.Add(3.7f, -1f, 0f);
            estimator.AddGap(float.NaN);
            estimator.AddGap(-1f);
            Assert.AreEqual(50f, estimator.SocPercent);
            estimator.Add(3.7f, float.NaN, 10f);
            estimator.Add(float.NaN, 0f, 100f);
            estimator.Add(3.7f, float.PositiveInfinity, 10f);
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
            var estimator = new SocFusion(new CoulombCounter(2f, float.NaN));
            estimator.Add(4.2f, 0f, 3600f);
            Assert.IsFalse(estimator.IsAnchored);
            estimator = new SocFusion(new CoulombCounter(2f, 4.14f));
            for (int second = 0; second < 120; second++)
            {
                estimator.Add(float.NaN, 0f, 1f);
                estimator.Add(4.2f, float.NaN, 1f);
            }

            Assert.IsFalse(estimator.IsAnchored);
        }

        [TestMethod]
        public void Estimates_beyond_0_and_100_are_taken_for_0_and_100()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            estimator.Correct(1e30f, 1f);
            Assert.AreEqual(100f, estimator.SocPercent);
            estimator.Reset();
            estimator.Correct(-1e30f, 1f);
            Assert.AreEqual(0f, estimator.SocPercent);
        }

        [TestMethod]
        public void An_exported_state_is_taken_up_again()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            var bytes = new byte[SocFusion.StateLength];
            Assert.IsFalse(estimator.TryExport(bytes), "nothing to export");
            estimator.Correct(62.5f, 1f);
            Assert.IsTrue(estimator.TryExport(bytes));

            // The magic "FS1" and 62.5 as IEEE 754 binary32, 0x427A0000, low bytes first.
            byte[] start = { 0x00, 0x46, 0x53, 0x31, 0x00, 0x00, 0x7A, 0x42 };
            for (int k = 0; k < start.Length; k++)
            {
                Assert.AreEqual((int)start[k], (int)bytes[k], "byte " + k.ToString());
            }

            var other = new SocFusion(new CoulombCounter(2f, 0f));
            Assert.IsTrue(other.TryImport(bytes, 0f));
            Assert.IsTrue(other.IsAnchored);
            Assert.AreEqual(62.5f, other.SocPercent);
        }

        [TestMethod]
        public void A_state_that_is_damaged_or_cannot_be_true_is_refused()
        {
            var estimator = new SocFusion(new CoulombCounter(2f, 0f));
            estimator.Correct(62.5f, 1f);
            var bytes = new byte[SocFusion.StateLength];
            estimator.TryExport(bytes);
            var other = new SocFusion(new CoulombCounter(2f, 0f));
            for (int k = 0; k < bytes.Length; k++)
            {
                bytes[k] ^= 0x10;
                Assert.IsFalse(other.TryImport(bytes, 0f), "byte " + k.ToString());
                bytes[k] ^= 0x10;
            }

            Assert.IsFalse(other.TryImport(new byte[SocFusion.StateLength], 0f), "zeros");
            Assert.IsFalse(other.TryImport(new byte[4], 0f), "too short");
            Assert.IsFalse(other.TryImport(null, 0f), "none");
            Assert.IsFalse(other.TryImport(Sealed(bytes, float.NaN), 0f), "no number");
            Assert.IsFalse(other.TryImport(Sealed(bytes, 101f), 0f), "more than full");
            Assert.IsFalse(other.IsAnchored);
            Assert.IsTrue(other.TryImport(Sealed(bytes, 99f), 0f));
            Assert.IsTrue(other.TryImport(Sealed(bytes, 62f), float.NaN), "a time off that is no number is not known");
            Assert.AreEqual(62f, other.SocPercent);
            for (int place = 4; place < 24; place += 4)
            {
                Assert.IsFalse(other.TryImport(Sealed(bytes, place, float.NaN), 0f), "no number at " + place.ToString());
            }

            Assert.AreEqual(62f, other.SocPercent);
        }

        [TestMethod]
        public void A_capacity_of_nothing_or_no_number_is_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => new SocFusion(new CoulombCounter(0f, 0f)));
            Assert.ThrowsException(typeof(ArgumentException), () => new SocFusion(new CoulombCounter(float.NaN, 0f)));
        }

        /// <summary>
        /// A state with another figure and a right checksum: Fletcher's sums modulo 65521 over the first 24 bytes, beginning with 1 and 0.
        /// </summary>
        private static byte[] Sealed(byte[] state, float socPercent)
        {
            return Sealed(state, 4, socPercent);
        }

        private static byte[] Sealed(byte[] state, int place, float value)
        {
            var changed = new byte[state.Length];
            Array.Copy(state, 0, changed, 0, state.Length);
            Array.Copy(BitConverter.GetBytes(value), 0, changed, place, 4);
            int first = 1, second = 0;
            for (int k = 0; k < 24; k++)
            {
                first = (first + changed[k]) % 65521;
                second = (second + first) % 65521;
            }

            Array.Copy(BitConverter.GetBytes((second << 16) | first), 0, changed, 24, 4);
            return changed;
        }

        private static void Near(float expected, float actual, float tolerance)
        {
            Assert.IsTrue(actual > expected - tolerance && actual < expected + tolerance, actual.ToString());
        }
    }
}
