using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Counting of charge.</summary>
    [TestClass]
    public class CoulombCounterTests
    {
        [TestMethod]
        public void Nothing_is_counted_before_the_first_estimate()
        {
            var counter = new CoulombCounter(2f);
            counter.Add(-2f, 3600f);
            Assert.IsFalse(counter.IsAnchored);
            counter.Correct(80f, 1f);
            Assert.IsTrue(counter.IsAnchored);
            Assert.AreEqual(80f, counter.SocPercent);
        }

        [TestMethod]
        public void An_hour_at_half_the_capacity_takes_half()
        {
            var counter = new CoulombCounter(2f);
            counter.Correct(80f, 1f);
            for (int second = 0; second < 3600; second++)
            {
                counter.Add(-1f, 1f);
            }

            Assert.IsTrue(counter.SocPercent > 29.999f && counter.SocPercent < 30.001f, counter.SocPercent.ToString());
        }

        [TestMethod]
        public void It_ends_at_empty_and_full()
        {
            var counter = new CoulombCounter(2f);
            counter.Correct(50f, 1f);
            counter.Add(-10f, 3600f);
            Assert.AreEqual(0f, counter.SocPercent);
            counter.Add(10f, 3600f);
            Assert.AreEqual(100f, counter.SocPercent);
        }

        [TestMethod]
        public void A_later_estimate_draws_it_slowly()
        {
            var counter = new CoulombCounter(2f);
            counter.Correct(50f, 1f);

            // As long as its time constant since the last estimate: half the way.
            counter.Correct(60f, CoulombCounter.CorrectionS);
            Assert.AreEqual(55f, counter.SocPercent);
        }

        [TestMethod]
        public void What_is_no_number_changes_nothing()
        {
            var counter = new CoulombCounter(2f, 4.14f);
            counter.Correct(float.NaN, 1f);
            counter.Correct(float.PositiveInfinity, 1f);
            Assert.IsFalse(counter.IsAnchored);
            counter.Correct(50f, 1f);
            counter.Correct(float.NaN, 1f);
            counter.Correct(60f, float.NaN);
            counter.Correct(60f, -1f);
            counter.Add(float.NaN, 1f);
            counter.Add(-1f, float.NaN);
            counter.Add(float.NegativeInfinity, 1f);
            counter.Add(-1f, float.PositiveInfinity);
            counter.Add(float.NaN, float.NaN, float.NaN);
            Assert.AreEqual(50f, counter.SocPercent);

            var without = new CoulombCounter(float.NaN, 4.14f);
            without.Correct(50f, 1f);
            without.Add(4.2f, -1f, 3600f);
            without.Add(4.2f, 0f, 3600f);
            Assert.AreEqual(50f, without.SocPercent);
        }

        [TestMethod]
        public void A_cell_that_rests_full_is_at_100_percent_with_or_without_an_anchor()
        {
            var counter = new CoulombCounter(2f, 4.14f);
            for (int second = 0; second < 59; second++)
            {
                counter.Add(4.15f, 0f, 1f);
            }

            Assert.IsFalse(counter.IsAnchored);
            counter.Add(4.15f, 0f, 1f);
            Assert.IsTrue(counter.IsAnchored);
            Assert.AreEqual(100f, counter.SocPercent);

            counter.Add(3.7f, -1f, 3600f);
            Assert.AreEqual(50f, counter.SocPercent);
            counter.Add(4.15f, 0.05f, 59f);
            counter.AddGap();
            counter.Add(4.15f, 0.05f, 59f);
            Assert.IsTrue(counter.SocPercent < 51f, "a gap within the rest");
            counter.Add(4.15f, 0.05f, 1f);
            Assert.AreEqual(100f, counter.SocPercent);
        }
    }
}
