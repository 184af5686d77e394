using NanoBms.Core;
using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Rounding of a reading.</summary>
    [TestClass]
    public class ReadingTests
    {
        [TestMethod]
        public void Values_are_rounded_once_half_away_from_zero()
        {
            Reading reading = Reading.FromPhysical(3.7004f, -2.0006f, -10.006f);
            Assert.AreEqual(3700, reading.VoltageMilliV);
            Assert.AreEqual(-2001, reading.CurrentMilliA);
            Assert.AreEqual(-1001, reading.TemperatureCentiC);
            Assert.AreEqual(3.7f, reading.VoltageV);
            Assert.AreEqual(-2.001f, reading.CurrentA);
        }

        [TestMethod]
        public void What_is_no_number_or_beyond_all_bounds_is_no_measurement()
        {
            Reading reading = Reading.FromPhysical(float.NaN, float.NaN, float.NaN);
            Assert.AreEqual(-Reading.Max, reading.VoltageMilliV);
            Assert.AreEqual(-Reading.Max, reading.CurrentMilliA);
            Assert.AreEqual(-Reading.Max, reading.TemperatureCentiC);
            reading = Reading.FromPhysical(float.PositiveInfinity, float.NegativeInfinity, 1e30f);
            Assert.AreEqual(Reading.Max, reading.VoltageMilliV);
            Assert.AreEqual(-Reading.Max, reading.CurrentMilliA);
            Assert.AreEqual(Reading.Max, reading.TemperatureCentiC);

            var gaps = new GapFilter(new ModelInfo());
            reading = Reading.FromPhysical(3.7f, float.NaN, 25f);
            Assert.IsFalse(gaps.IsPlausible(reading.VoltageV, reading.CurrentA, reading.TemperatureC), "current");
            reading = Reading.FromPhysical(3.7f, 0f, float.NaN);
            Assert.IsFalse(gaps.IsPlausible(reading.VoltageV, reading.CurrentA, reading.TemperatureC), "temperature");
        }
    }
}
