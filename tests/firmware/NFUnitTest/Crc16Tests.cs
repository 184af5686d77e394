using System.Text;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The check value of stored bytes.</summary>
    [TestClass]
    public class Crc16Tests
    {
        [TestMethod]
        public void The_crc_is_the_one_of_the_catalogue()
        {
            // The check value of CRC-16/IBM-3740 in the catalogue of parametrised CRC algorithms.
            Assert.AreEqual(0x29B1, Crc16.Compute(Encoding.UTF8.GetBytes("..123456789."), 2, 9));
        }

        [TestMethod]
        public void A_single_wrong_bit_is_found()
        {
            var bytes = new byte[22];
            int whole = Crc16.Compute(bytes, 0, 22);
            for (int bit = 0; bit < 176; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.IsTrue(Crc16.Compute(bytes, 0, 22) != whole, "bit " + bit.ToString());
                bytes[bit / 8] = 0;
            }
        }
    }
}
