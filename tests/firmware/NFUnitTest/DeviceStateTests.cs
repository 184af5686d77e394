using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>What a gauge knows from before.</summary>
    [TestClass]
    public class DeviceStateTests
    {
        [TestMethod]
        public void The_state_comes_back_whole_and_power_ups_are_counted()
        {
            var store = new MemoryStore();
            DeviceState state = Begin(store);
            Assert.AreEqual(1, state.Boots);
            Assert.AreEqual(-1, state.SocCentiPercent);
            state.SocCentiPercent = 10000;
            state.NewestUnixS = 1772366709;
            state.BatteryKey = -123456789;
            state.TakenWord = 987654321;
            for (int k = 0; k < state.Learnt.Length; k++)
            {
                state.Learnt[k] = (byte)(255 - k);
            }

            Assert.IsTrue(state.Save());
            state = Begin(store);
            Assert.AreEqual(2, state.Boots);
            Assert.AreEqual(0, state.SupervisedRestarts);
            Assert.AreEqual(10000, state.SocCentiPercent);
            Assert.AreEqual(1772366709L, state.NewestUnixS);
            Assert.AreEqual(-123456789, state.BatteryKey);
            Assert.AreEqual(987654321, state.TakenWord);
            for (int k = 0; k < state.Learnt.Length; k++)
            {
                Assert.AreEqual(255 - k, (int)state.Learnt[k]);
            }
        }

        [TestMethod]
        public void The_reason_of_a_restart_counts_for_one_start()
        {
            var store = new MemoryStore();
            Assert.IsTrue(Begin(store).SaveForRestart(RestartReason.LowMemory));
            DeviceState state = Begin(store);
            Assert.AreEqual((int)RestartReason.LowMemory, (int)state.Reason);
            Assert.AreEqual(1, state.SupervisedRestarts);
            state = Begin(store);
            Assert.AreEqual((int)RestartReason.None, (int)state.Reason);
            Assert.AreEqual(1, state.SupervisedRestarts);
        }

        [TestMethod]
        public void The_state_survives_a_power_cut_at_any_byte_of_its_writing()
        {
            for (int cut = 1; cut < 320; cut++)
            {
                var store = new MemoryStore();
                DeviceState state = Begin(store);
                state.SocCentiPercent = 8000;
                state.Save();
                state.SocCentiPercent = 7900;
                store.PowerAfterBytes = cut;
                bool saved = state.Save() && state.Save();
                store.PowerAfterBytes = int.MaxValue;
                state = Begin(store);
                Assert.AreEqual(2, state.Boots);
                Assert.IsTrue(
                    state.SocCentiPercent == 7900 || (state.SocCentiPercent == 8000 && !saved), "cut after " + cut.ToString() + " bytes");
            }
        }

        [TestMethod]
        public void Without_a_storage_nothing_is_kept()
        {
            DeviceState state = Begin(null);
            Assert.AreEqual(1, state.Boots);
            Assert.IsFalse(state.Save());
        }

        private static DeviceState Begin(IFileStore store)
        {
            var state = new DeviceState(store);
            state.Begin();
            return state;
        }
    }
}
