using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Running state as bytes, and over a deep sleep.</summary>
    [TestClass]
    public class StateBufferTests
    {
        [TestMethod]
        public void Fields_come_back_bit_for_bit()
        {
            int number = -2, readNumber = 0;
            long large = 1234567890123L, readLarge = 0;
            bool flag = true, readFlag = false;
            float single = -0.1f, readSingle = 0f;
            double wide = 1.0 / 3.0, readWide = 0.0, rounded = 0.1, readRounded = 0.0;
            var values = new float[] { 1.5f, -2.25f };
            var readValues = new float[2];
            var shorts = new short[] { -32768, 7 };
            var readShorts = new short[2];
            var small = new short[] { -128, 127 };
            var readSmall = new short[2];

            var count = new StateBuffer(null, false);
            count.Serialize(shorts);
            Assert.AreEqual(4, count.Length);

            var bytes = new byte[43];
            var write = new StateBuffer(bytes, false);
            write.Serialize(ref number);
            write.Serialize(ref large);
            write.Serialize(ref flag);
            write.Serialize(ref single);
            write.Serialize(ref wide);
            write.Serialize(values);
            write.Serialize(shorts);
            write.SerializeSmall(small);
            write.SerializeRounded(ref rounded);
            Assert.IsTrue(rounded == 0.1, "what is written stays as it is");
            Assert.AreEqual(43, write.Length);
            Assert.AreEqual(0xFE, (int)bytes[0]);

            var read = new StateBuffer(bytes, true);
            read.Serialize(ref readNumber);
            read.Serialize(ref readLarge);
            read.Serialize(ref readFlag);
            read.Serialize(ref readSingle);
            read.Serialize(ref readWide);
            read.Serialize(readValues);
            read.Serialize(readShorts);
            read.SerializeSmall(readSmall);
            read.SerializeRounded(ref readRounded);
            Assert.AreEqual(43, read.Length);
            Assert.IsTrue(readRounded == 0.1f);
            Assert.AreEqual(-128, (int)readSmall[0]);
            Assert.AreEqual(127, (int)readSmall[1]);
            Assert.AreEqual(number, readNumber);
            Assert.IsTrue(large == readLarge);
            Assert.IsTrue(readFlag);
            Assert.IsTrue(single == readSingle);
            Assert.IsTrue(wide == readWide);
            Assert.IsTrue(readValues[0] == 1.5f && readValues[1] == -2.25f);
            Assert.AreEqual(-32768, (int)readShorts[0]);
            Assert.AreEqual(7, (int)readShorts[1]);
        }

        [TestMethod]
        public void An_exact_buffer_rounds_nothing()
        {
            double written = 0.1, read = 0.0;
            var bytes = new byte[8];
            new StateBuffer(bytes, false) { IsExact = true }.SerializeRounded(ref written);
            new StateBuffer(bytes, true) { IsExact = true }.SerializeRounded(ref read);
            Assert.IsTrue(read == 0.1, "all digits come back");
        }

        [TestMethod]
        public void An_estimator_goes_on_from_where_another_was()
        {
            var first = new StateEstimator(new VoltageModel());
            first.Accept(Reading.FromPhysical(3.25f, -1f, 25f));
            first.Accept(Reading.FromPhysical(3.5f, -1f, 25f));
            first.AcceptMissing();
            var second = new StateEstimator(new VoltageModel());
            Hand(first, second);
            Assert.AreEqual(3, second.BufferedSamples);
            Assert.AreEqual((int)SampleStatus.Held, (int)second.LastStatus);
            for (int k = 0; k < 5; k++)
            {
                float soc, other;
                first.AcceptMissing();
                second.AcceptMissing();
                bool isReady = first.TryInfer(out soc);
                Assert.IsTrue(isReady == second.TryInfer(out other));
                Assert.IsTrue(soc == other);
                if (isReady)
                {
                    StateEstimate one, two;
                    first.Correct(soc, 1f, out one);
                    second.Correct(soc, 1f, out two);
                    Assert.AreEqual(one.SocCentiPercent, two.SocCentiPercent);
                    Assert.AreEqual(one.BarDeciPercent, two.BarDeciPercent);
                }

                Assert.IsTrue(first.SocPercent == second.SocPercent);
                Assert.AreEqual(first.NetworkCentiPercent, second.NetworkCentiPercent);
            }

            Assert.AreEqual(0, second.BufferedSamples);
        }

        [TestMethod]
        public void What_is_kept_over_a_deep_sleep_tells_how_long_it_was()
        {
            var store = new MemoryStore();
            var clock = new ManualClock();
            clock.Advance(90000);
            var memory = new SleepMemory(store);
            int state = 42;
            memory.Begin(clock, 4).Serialize(ref state);
            Assert.IsTrue(memory.TrySave());

            clock.Advance(12345);
            var after = new SleepMemory(store);
            long uptimeMs;
            Assert.IsTrue(after.TryLoad(clock, out uptimeMs));
            Assert.IsTrue(uptimeMs == 102345);
            Assert.IsTrue(after.Open(8) == null);
            int read = 0;
            after.Open(4).Serialize(ref read);
            Assert.AreEqual(42, read);

            // Longer than any sleep: the clock was set meanwhile, or this is another day.
            clock.Advance(13 * 3600000);
            Assert.IsFalse(after.TryLoad(clock, out uptimeMs));
            Assert.IsFalse(new SleepMemory(new MemoryStore()).TryLoad(clock, out uptimeMs));
        }

        private static void Hand(StateEstimator from, StateEstimator to)
        {
            var count = new StateBuffer(null, false);
            from.Serialize(count);
            var bytes = new byte[count.Length];
            from.Serialize(new StateBuffer(bytes, false));
            to.Serialize(new StateBuffer(bytes, true));
        }
    }
}
