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
            var counter = new CoulombCounter(2f, 0f);
            counter.Add(3.7f, -2f, 3600f);
            Assert.IsFalse(counter.Counted.IsAnchored);
            counter.Counted.Correct(80f, 1f);
            Assert.IsTrue(counter.Counted.IsAnchored);
            Assert.AreEqual(80f, counter.Counted.SocPercent);
        }

        [TestMethod]
        public void An_hour_at_half_the_capacity_takes_half()
        {
            var counter = new CoulombCounter(2f, 0f);
            counter.Counted.Correct(80f, 1f);
            for (int second = 0; second < 3600; second++)
            {
                counter.Add(3.7f, -1f, 1f);
            }

            Assert.IsTrue(
                counter.Counted.SocPercent > 29.999f && counter.Counted.SocPercent < 30.001f, counter.Counted.SocPercent.ToString());
        }

        [TestMethod]
        public void It_ends_at_empty_and_full()
        {
            var counter = new CoulombCounter(2f, 0f);
            counter.Counted.Correct(50f, 1f);
            counter.Add(3.7f, -10f, 3600f);
            Assert.AreEqual(0f, counter.Counted.SocPercent);
            counter.Add(3.7f, 10f, 3600f);
            Assert.AreEqual(100f, counter.Counted.SocPercent);
        }

        [TestMethod]
        public void A_later_estimate_draws_it_slowly()
        {
            var counter = new CoulombCounter(2f, 0f);
            counter.Counted.Correct(50f, 1f);

            // As long as its time constant since the last estimate: half the way.
            counter.Counted.Correct(60f, AnchoredCount.CorrectionS);
            Assert.AreEqual(55f, counter.Counted.SocPercent);
        }

        [TestMethod]
        public void What_is_no_number_changes_nothing()
        {
            var counter = new CoulombCounter(2f, 4.14f);
            counter.Counted.Correct(float.NaN, 1f);
            counter.Counted.Correct(float.PositiveInfinity, 1f);
            Assert.IsFalse(counter.Counted.IsAnchored);
            counter.Counted.Correct(50f, 1f);
            counter.Counted.Correct(float.NaN, 1f);
            counter.Counted.Correct(60f, float.NaN);
            counter.Counted.Correct(60f, -1f);
            counter.Add(3.7f, float.NaN, 1f);
            counter.Add(3.7f, -1f, float.NaN);
            counter.Add(3.7f, float.NegativeInfinity, 1f);
            counter.Add(3.7f, -1f, float.PositiveInfinity);
            counter.Add(float.NaN, float.NaN, float.NaN);
            Assert.AreEqual(50f, counter.Counted.SocPercent);

            var without = new CoulombCounter(float.NaN, 4.14f);
            without.Counted.Correct(50f, 1f);
            without.Add(4.2f, -1f, 3600f);
            without.Add(4.2f, 0f, 3600f);
            Assert.AreEqual(50f, without.Counted.SocPercent);
        }

        [TestMethod]
        public void A_cell_that_rests_full_is_at_100_percent_with_or_without_an_anchor()
        {
            var counter = new CoulombCounter(2f, 4.14f);
            for (int second = 0; second < 59; second++)
            {
                counter.Add(4.15f, 0f, 1f);
            }

            Assert.IsFalse(counter.Counted.IsAnchored);
            counter.Add(4.15f, 0f, 1f);
            Assert.IsTrue(counter.Counted.IsAnchored);
            Assert.AreEqual(100f, counter.Counted.SocPercent);
            Assert.AreEqual(100f, counter.Reference.SocPercent);

            counter.Add(3.7f, -1f, 3600f);
            Assert.AreEqual(50f, counter.Counted.SocPercent);
            counter.Add(4.15f, 0.05f, 59f);
            counter.AddGap();
            counter.Add(4.15f, 0.05f, 59f);
            Assert.IsTrue(counter.Counted.SocPercent < 51f, "a gap within the rest");
            counter.Add(4.15f, 0.05f, 1f);
            Assert.AreEqual(100f, counter.Counted.SocPercent);
        }

        [TestMethod]
        public void Both_counts_move_alike_and_each_keeps_its_own_anchor()
        {
            var counter = new CoulombCounter(2f, 0f);
            counter.Counted.AnchorAt(80.0);
            counter.Reference.AnchorAt(60.0);
            counter.Add(3.7f, -1f, 360f);
            Assert.IsTrue(counter.ChangePercent < -4.999 && counter.ChangePercent > -5.001, counter.ChangePercent.ToString());
            Assert.AreEqual(75f, counter.Counted.SocPercent);
            Assert.AreEqual(55f, counter.Reference.SocPercent);
            counter.Restart();
            Assert.IsFalse(counter.Reference.IsAnchored);
            Assert.AreEqual(75f, counter.Counted.SocPercent);
            counter.Reset();
            Assert.IsFalse(counter.Counted.IsAnchored);
        }
    }
}
