using NanoBms.Device.Running;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>When steps are due.</summary>
    [TestClass]
    public class PacerTests
    {
        [TestMethod]
        public void A_late_step_does_not_move_the_next_ones()
        {
            var pacer = new Pacer(1000, 5000);
            Assert.AreEqual(990, pacer.NextWaitMs(5010));
            Assert.AreEqual(300, pacer.NextWaitMs(6700));
            Assert.AreEqual(1000, pacer.NextWaitMs(7000));
        }

        [TestMethod]
        public void A_step_less_than_a_period_late_is_taken_at_once_and_missed_ones_are_left_out()
        {
            var pacer = new Pacer(1000, 0);
            Assert.AreEqual(0, pacer.NextWaitMs(1999));
            Assert.AreEqual(1, pacer.NextWaitMs(1999));
            Assert.AreEqual(0, pacer.NextWaitMs(60500));
            Assert.AreEqual(490, pacer.NextWaitMs(60510));
        }

        [TestMethod]
        public void After_months_of_uptime_a_period_is_still_a_period()
        {
            // 100 days are more milliseconds than an int holds.
            const long NowMs = 8640000000;
            var pacer = new Pacer(15000, NowMs);
            Assert.AreEqual(14750, pacer.NextWaitMs(NowMs + 250));
            Assert.AreEqual(0, pacer.NextWaitMs(NowMs + 3600000 + 6000));
            Assert.AreEqual(9000, pacer.NextWaitMs(NowMs + 3600000 + 6000));
        }
    }
}
