using NanoBms.Core;
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
    }
}
