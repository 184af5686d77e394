using NanoBms.Core.Arithmetic;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>
    /// Both activations over all 65,536 inputs: CRC-32 of the results as little-endian 16-bit numbers, taken from TensorFlow Lite Micro's
    /// reference functions.
    /// </summary>
    [TestClass]
    public class GateTableTests
    {
        [TestMethod]
        public void The_checksum_is_the_usual_one()
        {
            // "12345678" in pairs of characters, low byte first; the published check value is of nine characters.
            var crc = new Crc32();
            crc.Add(0x3231);
            crc.Add(0x3433);
            crc.Add(0x3635);
            crc.Add(0x3837);
            Assert.AreEqual(0x9AE0DAAFu, crc.Value);
        }

        [TestMethod]
        public void Sigmoid_equals_the_reference_for_every_input()
        {
            var crc = new Crc32();
            for (int a = -32768; a <= 32767; a++)
            {
                crc.Add(GateTables.Sigmoid(a));
            }

            Assert.AreEqual(0x928F0A46u, crc.Value);
        }

        [TestMethod]
        public void Tanh_of_a_gate_equals_the_reference_for_every_input()
        {
            Assert.AreEqual(0xABDD53CCu, TanhCrc(-12));
        }

        [TestMethod]
        public void Tanh_of_a_coarse_cell_state_equals_the_reference_for_every_input()
        {
            Assert.AreEqual(0x20F0F708u, TanhCrc(-11));
        }

        [TestMethod]
        public void Tanh_of_a_fine_cell_state_equals_the_reference_for_every_input()
        {
            Assert.AreEqual(0x0A35E7EFu, TanhCrc(-14));
        }

        /// <summary>Over inputs of scale 2^exponent, in steps of 1/12288 rounded as the reference does.</summary>
        private static uint TanhCrc(int exponent)
        {
            var crc = new Crc32();
            int e = 12 + exponent;
            for (int a = -32768; a <= 32767; a++)
            {
                crc.Add(GateTables.Tanh(e >= 0 ? a * (3 << e) : (3 * a + (1 << (-e - 1))) >> -e));
            }

            return crc.Value;
        }
    }
}
