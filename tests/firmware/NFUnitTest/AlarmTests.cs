using NanoBms.Core;
using NanoBms.Device.Running;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Alarms with hysteresis.</summary>
    [TestClass]
    public class AlarmTests
    {
        [TestMethod]
        public void A_lower_limit_is_left_only_by_more_than_the_hysteresis()
        {
            var output = new FakeOutput();
            var alarm = new Alarm(10f, 3f, false, output);
            Assert.IsFalse(output.IsHigh, "off at the start");
            Assert.IsFalse(alarm.Update(10f));
            Assert.IsTrue(alarm.Update(9.9f));
            Assert.IsTrue(alarm.IsOn && output.IsHigh);
            Assert.IsFalse(alarm.Update(13f));
            Assert.IsTrue(alarm.IsOn && output.IsHigh);
            Assert.IsTrue(alarm.Update(13.1f));
            Assert.IsFalse(alarm.IsOn || output.IsHigh);
            Assert.IsFalse(alarm.Update(10.5f));
        }

        [TestMethod]
        public void An_upper_limit_is_left_only_by_more_than_the_hysteresis()
        {
            var alarm = new Alarm(45f, 2f, true, null);
            Assert.IsFalse(alarm.Update(45f));
            Assert.IsTrue(alarm.Update(45.5f));
            Assert.IsFalse(alarm.Update(43f));
            Assert.IsTrue(alarm.IsOn);
            Assert.IsTrue(alarm.Update(42.5f));
            Assert.IsFalse(alarm.IsOn);
        }

        [TestMethod]
        public void A_value_that_is_no_number_leaves_it_as_it_is()
        {
            var alarm = new Alarm(45f, 2f, true, null);
            Assert.IsFalse(alarm.Update(float.NaN));
            Assert.IsFalse(alarm.IsOn);
            alarm.Update(46f);
            Assert.IsFalse(alarm.Update(float.NaN));
            Assert.IsTrue(alarm.IsOn);
        }

        [TestMethod]
        public void A_limit_that_is_no_number_is_no_alarm_and_its_output_is_left_alone()
        {
            var output = new FakeOutput();
            output.Set(true);
            var panel = new AlarmPanel(
                new ListLog(), Alarm.Make(float.NaN, 3f, false, output), Alarm.Make(0f, 3f, true, output),
                Alarm.Make(-1f, 0.5f, true, output));
            Assert.IsTrue(output.IsHigh);
            panel.Update(0f);
            panel.Update(Reading.FromPhysical(3.7f, 40f, 90f));
            Assert.AreEqual(0, panel.Status);
        }

        [TestMethod]
        public void Over_current_counts_in_both_directions_and_an_alarm_without_a_limit_is_none()
        {
            var log = new ListLog();
            var output = new FakeOutput();
            var panel = new AlarmPanel(
                log, Alarm.Make(0f, 3f, false, null), Alarm.Make(0f, 3f, true, null), Alarm.Make(5f, 0.5f, true, output));
            panel.Update(0f);
            panel.Update(Reading.FromPhysical(3.7f, -5.1f, 90f));
            Assert.AreEqual(StatusBits.OverCurrent, panel.Status);
            Assert.IsTrue(output.IsHigh);
            Assert.AreEqual("Alarm over-current on", log.Last);
            panel.Update(Reading.FromPhysical(3.7f, 4.4f, 90f));
            Assert.AreEqual(0, panel.Status);
            Assert.AreEqual("Alarm over-current off", log.Last);
            Assert.AreEqual(2, log.Count);
        }
    }
}
