using NanoBms.Core;
using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Bridging of failed readings.</summary>
    [TestClass]
    public class GapFilterTests
    {
        [TestMethod]
        public void The_last_reading_stands_in_for_three_samples()
        {
            var filter = new GapFilter(new ModelInfo());
            Is(SampleStatus.Gap, filter.PushFailed());
            Is(SampleStatus.Good, filter.Push(3.7f, -1f, 25f));
            Is(SampleStatus.Held, filter.PushFailed());
            Is(SampleStatus.Held, filter.PushFailed());
            Is(SampleStatus.Held, filter.PushFailed());
            Assert.AreEqual(3.7f, filter.VoltageV);
            Is(SampleStatus.Gap, filter.PushFailed());
            Is(SampleStatus.Gap, filter.PushFailed());
        }

        [TestMethod]
        public void A_good_reading_starts_the_count_anew()
        {
            var filter = new GapFilter(new ModelInfo());
            filter.Push(3.7f, -1f, 25f);
            filter.PushFailed();
            filter.PushFailed();
            Is(SampleStatus.Good, filter.Push(3.6f, -1f, 25f));
            Is(SampleStatus.Held, filter.PushFailed());
            Is(SampleStatus.Held, filter.PushFailed());
            Is(SampleStatus.Held, filter.PushFailed());
            Is(SampleStatus.Gap, filter.PushFailed());
        }

        [TestMethod]
        public void Values_that_no_cell_has_count_as_failed()
        {
            var filter = new GapFilter(
                new ModelInfo { MinVoltageV = 2f, MaxVoltageV = 5f, MaxCurrentA = 50f, MinTemperatureC = -40f, MaxTemperatureC = 90f });
            Assert.IsTrue(filter.IsPlausible(3.7f, -50f, 25f));
            Assert.IsFalse(filter.IsPlausible(0f, 0f, 25f));
            Assert.IsFalse(filter.IsPlausible(3.7f, 51f, 25f));
            Assert.IsFalse(filter.IsPlausible(3.7f, 0f, 200f));
            Assert.IsFalse(filter.IsPlausible(float.NaN, 0f, 25f));
            Assert.IsFalse(filter.IsPlausible(3.7f, float.NaN, 25f));
            Assert.IsFalse(filter.IsPlausible(3.7f, 0f, float.NaN));
            Assert.IsFalse(filter.IsPlausible(float.PositiveInfinity, 0f, 25f));
            Assert.IsFalse(filter.IsPlausible(3.7f, float.NegativeInfinity, 25f));
        }

        private static void Is(SampleStatus expected, SampleStatus actual)
        {
            Assert.AreEqual((int)expected, (int)actual);
        }
    }
}
