using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>A chip on the bus, which knows its own name, addresses and order of bytes.</summary>
    public abstract class ChipSensor : Sensor
    {
        /// <summary>The chip's name, as the setting currentSensor has it.</summary>
        public readonly string Name;

        /// <summary>The lowest I2C address, which is the default.</summary>
        public readonly int FirstAddress;

        /// <summary>The highest I2C address.</summary>
        public readonly int LastAddress;

        /// <summary>Whether a transfer got no answer since this was set to false.</summary>
        protected bool IsLost;

        private const int LongestRegister = 5;

        private readonly bool isLowByteFirst;
        private byte[] frame;
        private IRegisterDevice registers;

        /// <summary>A chip that is not connected yet.</summary>
        /// <param name="name">Its name, as the setting currentSensor has it.</param>
        /// <param name="firstAddress">Its lowest I2C address, which is its default.</param>
        /// <param name="lastAddress">Its highest I2C address.</param>
        /// <param name="isLowByteFirst">Whether the low byte of a register comes first.</param>
        protected ChipSensor(string name, int firstAddress, int lastAddress, bool isLowByteFirst)
        {
            Name = name;
            FirstAddress = firstAddress;
            LastAddress = lastAddress;
            this.isLowByteFirst = isLowByteFirst;
        }

        /// <summary>Amperes that it can show either way, once it is connected.</summary>
        public abstract float RangeA { get; }

        /// <summary>Connects it.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0; of no meaning for a chip that has its own.</param>
        public virtual void Connect(IRegisterDevice registers, float shuntOhm)
        {
            this.registers = registers;
            frame = new byte[1 + LongestRegister];
        }

        /// <summary>
        /// Reads a register as a number without a sign; 0 where there is no answer, and <see cref="IsLost"/> is true from then on.
        /// </summary>
        /// <param name="register">Register address.</param>
        /// <param name="count">Its bytes, 1..5.</param>
        protected long Read(int register, int count)
        {
            frame[0] = (byte)register;
            long value = 0;
            if (!registers.TryRead(frame, count))
            {
                IsLost = true;
                return value;
            }

            for (int k = 1; k <= count; k++)
            {
                value = (value << 8) | frame[isLowByteFirst ? count + 1 - k : k];
            }

            return value;
        }

        /// <summary>Writes a register of two bytes; where there is no answer, <see cref="IsLost"/> is true from then on.</summary>
        protected void Write(int register, int value)
        {
            frame[0] = (byte)register;
            frame[1] = (byte)(isLowByteFirst ? value : value >> 8);
            frame[2] = (byte)(isLowByteFirst ? value >> 8 : value);
            IsLost |= !registers.TryWrite(frame, 2);
        }

        /// <summary>A register's two's complement as a signed number.</summary>
        /// <param name="value">The register.</param>
        /// <param name="bits">Its bits.</param>
        protected static long Signed(long value, int bits)
        {
            return value << (64 - bits) >> (64 - bits);
        }

        /// <summary>Takes note of a chip that does not answer.</summary>
        protected bool NoAnswer()
        {
            return Fail(SensorFault.NoAnswer, Name + " does not answer");
        }
    }
}
