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
            var counter = new CoulombCounter(2f, 0f, 0.1f);
            counter.Add(3.7f, -2f, 3600f, 1f);
            Assert.IsFalse(counter.Reference.IsAnchored);
            counter.Reference.Correct(80f, 1f);
            Assert.IsTrue(counter.Reference.IsAnchored);
            Assert.AreEqual(80f, counter.Reference.SocPercent);
        }

        [TestMethod]
        public void An_hour_at_half_the_capacity_takes_half()
        {
            var counter = new CoulombCounter(2f, 0f, 0.1f);
            counter.Reference.Correct(80f, 1f);
            for (int second = 0; second < 3600; second++)
            {
                counter.Add(3.7f, -1f, 1f, 1f);
            }

            Assert.IsTrue(
                counter.Reference.SocPercent > 29.999f && counter.Reference.SocPercent < 30.001f, counter.Reference.SocPercent.ToString());
        }

        [TestMethod]
        public void It_ends_at_empty_and_full()
        {
            var counter = new CoulombCounter(2f, 0f, 0.1f);
            counter.Reference.Correct(50f, 1f);
            counter.Add(3.7f, -10f, 3600f, 1f);
            Assert.AreEqual(0f, counter.Reference.SocPercent);
            counter.Add(3.7f, 10f, 3600f, 1f);
            Assert.AreEqual(100f, counter.Reference.SocPercent);
        }

        [TestMethod]
        public void A_later_estimate_draws_it_slowly()
        {
            var counter = new CoulombCounter(2f, 0f, 0.1f);
            counter.Reference.Correct(50f, 1f);

            // As long as its time constant since the last estimate: half the way.
            counter.Reference.Correct(60f, AnchoredCount.CorrectionS);
            Assert.AreEqual(55f, counter.Reference.SocPercent);
        }

        [TestMethod]
        public void What_is_no_number_changes_nothing()
        {
            var counter = new CoulombCounter(2f, 4.14f, 0.1f);
            counter.Reference.Correct(float.NaN, 1f);
            counter.Reference.Correct(float.PositiveInfinity, 1f);
            Assert.IsFalse(counter.Reference.IsAnchored);
            counter.Reference.Correct(50f, 1f);
            counter.Reference.Correct(float.NaN, 1f);
            counter.Reference.Correct(60f, float.NaN);
            counter.Reference.Correct(60f, -1f);
            counter.Add(3.7f, float.NaN, 1f, 1f);
            counter.Add(3.7f, -1f, float.NaN, 1f);
            counter.Add(3.7f, float.NegativeInfinity, 1f, 1f);
            counter.Add(3.7f, -1f, float.PositiveInfinity, 1f);
            counter.Add(float.NaN, float.NaN, float.NaN, 1f);
            Assert.AreEqual(50f, counter.Reference.SocPercent);

            var without = new CoulombCounter(float.NaN, 4.14f, 0.1f);
            without.Reference.Correct(50f, 1f);
            without.Add(4.2f, -1f, 3600f, 1f);
            without.Add(4.2f, 0f, 3600f, 1f);
            Assert.AreEqual(50f, without.Reference.SocPercent);
        }

        [TestMethod]
        public void A_cell_that_rests_full_for_a_minute_is_full_and_a_gap_begins_it_anew()
        {
            var counter = new CoulombCounter(2f, 4.14f, 0.1f);
            Assert.IsFalse(counter.Add(4.15f, 0.05f, 59f, 1f));
            counter.AddGap();
            Assert.IsFalse(counter.Add(4.15f, 0.05f, 59f, 1f), "a gap within the rest");
            Assert.IsTrue(counter.Add(4.15f, 0.05f, 1f, 1f));
            Assert.IsFalse(counter.Add(4.15f, 0.2f, 60f, 1f), "more than the tail current");
        }

        [TestMethod]
        public void A_worn_cell_is_emptied_by_less()
        {
            var counter = new CoulombCounter(2f, 0f, 0f);
            counter.Reference.AnchorAt(80.0);
            counter.Add(3.7f, -1f, 360f, 0.5f);
            Assert.IsTrue(counter.ChangePercent < -4.999 && counter.ChangePercent > -5.001, counter.ChangePercent.ToString());
            Assert.AreEqual(70f, counter.Reference.SocPercent);
            counter.Reset();
            Assert.IsFalse(counter.Reference.IsAnchored);
        }
    }
}
