using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A chip with registers that hold what was put there.</summary>
    public sealed class FakeRegisters : IRegisterDevice
    {
        /// <summary>The registers.</summary>
        public readonly int[] Values = new int[256];

        /// <summary>Whether the chip answers.</summary>
        public bool Answers = true;

        /// <inheritdoc/>
        public bool TryRead(int register, out int value)
        {
            value = Values[register];
            return Answers;
        }

        /// <inheritdoc/>
        public bool TryWrite(int register, int value)
        {
            Values[register] = value;
            return Answers;
        }
    }
}
