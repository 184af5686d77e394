using NanoBms.Core;
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
    }
}
