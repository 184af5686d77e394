using NanoBms.Device.Text;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Numbers as text.</summary>
    [TestClass]
    public class DecimalTextTests
    {
        [TestMethod]
        public void All_decimals_are_written()
        {
            Assert.AreEqual("-2.300", DecimalText.Format(-2300, 3));
            Assert.AreEqual("0.005", DecimalText.Format(5, 3));
            Assert.AreEqual("-0.05", DecimalText.Format(-5, 2));
            Assert.AreEqual("72.45", DecimalText.Format(7245, 2));
            Assert.AreEqual("7", DecimalText.Format(7, 0));
            Assert.AreEqual("-120", DecimalText.Format(-120, 0));
            Assert.AreEqual("0.00", DecimalText.Format(0, 2));
            Assert.AreEqual("0.000000009", DecimalText.Format(9, 9));
            Assert.AreEqual("-2147483.648", DecimalText.Format(int.MinValue, 3));
        }

        [TestMethod]
        public void Fewer_decimals_are_rounded_half_away_from_zero()
        {
            Assert.AreEqual("3.85", DecimalText.Format(3849, 3, 2));
            Assert.AreEqual("-2.31", DecimalText.Format(-2305, 3, 2));
            Assert.AreEqual("28.5", DecimalText.Format(2845, 2, 1));
        }

        [TestMethod]
        public void Seconds_are_written_as_a_duration()
        {
            Assert.AreEqual("00:00:07", DecimalText.Duration(7));
            Assert.AreEqual("27:46:40", DecimalText.Duration(100000));
            Assert.AreEqual("00:00:00", DecimalText.Duration(0));
            Assert.AreEqual("09:59:59", DecimalText.Duration(35999));
            Assert.AreEqual("11930:27:59", DecimalText.Duration(11930L * 3600 + 27 * 60 + 59));
        }
    }
}
