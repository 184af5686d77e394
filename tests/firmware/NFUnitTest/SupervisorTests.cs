using NanoBms.Device.Running;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Restarts of a gauge that hangs, fails or runs out of memory.</summary>
    [TestClass]
    public class SupervisorTests
    {
        [TestMethod]
        public void A_loop_that_does_not_come_back_leads_to_a_restart_that_is_counted()
        {
            var clock = new ManualClock();
            var log = new ListLog();
            var power = new FakePower();
            var store = new MemoryStore();
            var state = new DeviceState(store);
            state.Begin();
            var supervisor = new Supervisor(clock, log, power, state);
            int sampling = supervisor.Add("sampling", 30000, false);
            supervisor.Add("sending", 300000, true);
            clock.Advance(30000);
            Assert.IsTrue(supervisor.Check());
            supervisor.Report(sampling);
            clock.Advance(30000);
            Assert.IsTrue(supervisor.Check());
            clock.Advance(1000);
            Assert.IsFalse(supervisor.Check());
            Assert.AreEqual("Restart by supervision: sampling has not come back for 31 s.", log.Last);
            Assert.AreEqual(1, power.Restarts);
            state = new DeviceState(store);
            state.Begin();
            Assert.AreEqual(2, state.Boots);
            Assert.AreEqual(1, state.SupervisedRestarts);
            Assert.AreEqual((int)RestartReason.Hang, (int)state.Reason);
        }

        [TestMethod]
        public void A_loop_that_hangs_in_the_storage_leads_to_a_restart_without_touching_it()
        {
            var clock = new ManualClock();
            var power = new FakePower();
            var store = new MemoryStore();
            var supervisor = new Supervisor(clock, new ListLog(), power, new DeviceState(store));
            supervisor.Add("storing", 1000, true);
            clock.Advance(2000);
            Assert.IsFalse(supervisor.Check());
            Assert.AreEqual(1, power.Restarts);
            Assert.IsTrue(store.File("state.0") == null && store.File("state.1") == null);
        }

        [TestMethod]
        public void Five_failures_within_ten_minutes_lead_to_a_restart_and_fewer_do_not()
        {
            var clock = new ManualClock();
            var log = new ListLog();
            var supervisor = new Supervisor(clock, log, new FakePower(), new DeviceState(null));
            int loop = supervisor.Add("inference", int.MaxValue, false);
            for (int k = 0; k < 4; k++)
            {
                supervisor.ReportFailure(loop, "System.Exception x");
                Assert.IsTrue(supervisor.Check());
            }

            Assert.AreEqual("Fault in inference: System.Exception x", log.Last);
            clock.Advance(600001);
            for (int k = 0; k < 4; k++)
            {
                supervisor.ReportFailure(loop, "System.Exception x");
                Assert.IsTrue(supervisor.Check());
            }

            clock.Advance(600000);
            supervisor.ReportFailure(loop, "System.Exception x");
            Assert.IsFalse(supervisor.Check());
            Assert.AreEqual("Restart by supervision: inference failed 5 times within 10 minutes.", log.Last);
        }

        [TestMethod]
        public void Low_memory_leads_to_a_restart()
        {
            var clock = new ManualClock();
            var log = new ListLog();
            var power = new FakePower();
            var supervisor = new Supervisor(clock, log, power, new DeviceState(null));
            clock.Advance(30000);
            power.FreeBytes = 6000;
            Assert.IsTrue(supervisor.Check());
            power.FreeBytes = 5999;
            clock.Advance(29999);
            Assert.IsTrue(supervisor.Check(), "memory is looked at each half minute only");
            clock.Advance(1);
            Assert.IsFalse(supervisor.Check());
            Assert.AreEqual("Restart by supervision: only 5999 bytes of memory are free.", log.Last);
        }
    }
}
