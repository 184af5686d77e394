using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A chip with registers that hold what was put there, high byte first.</summary>
    public sealed class FakeRegisters : IRegisterDevice
    {
        /// <summary>The registers, each as long as it is read.</summary>
        public readonly long[] Values = new long[256];

        /// <summary>Whether the chip answers.</summary>
        public bool Answers = true;

        /// <inheritdoc/>
        public bool TryRead(byte[] frame, int count)
        {
            for (int k = 1; k <= count; k++)
            {
                frame[k] = (byte)(Values[frame[0]] >> (8 * (count - k)));
            }

            return Answers;
        }

        /// <inheritdoc/>
        public bool TryWrite(byte[] frame, int count)
        {
            long value = 0;
            for (int k = 1; k <= count; k++)
            {
                value = (value << 8) | frame[k];
            }

            Values[frame[0]] = value;
            return Answers;
        }
    }
}
