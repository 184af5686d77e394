using System.Threading;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>
    /// A channel of an ADS1115 at address 0x48 of a Raspberry Pi's I2C bus (TI datasheet SBAS444), at +-4.096 V full scale: a Pi has no ADC
    /// of its own.
    /// </summary>
    public sealed class AdcInput : IAnalogInput
    {
        private const int Address = 0x48;
        private const int Conversion = 0, Config = 1;

        // Start, +-4.096 V, single shot, 128 conversions a second, comparator off; the channel comes in bits 12 and 13.
        private const int SingleShot = 0x8000 | 0x4000 | 0x0200 | 0x0100 | 0x0080 | 0x0003;
        private const int ConversionMs = 8, PollMs = 1, MaxPolls = 12;

        // Reads 0 while a conversion runs; the rest of the register reads as it was written.
        private const int Ready = 0x8000;

        private readonly I2cRegisters registers = new I2cRegisters(Address, 0, 0);
        private readonly byte[] frame = new byte[3];
        private readonly int config;

        /// <summary>Opens a channel, 0..3.</summary>
        public AdcInput(int channelNumber)
        {
            config = SingleShot | ((channelNumber & 3) << 12);
        }

        /// <inheritdoc/>
        public int MaxValue
        {
            get { return short.MaxValue; }
        }

        /// <inheritdoc/>
        public bool TryRead(out int raw)
        {
            raw = 0;
            frame[0] = Config;
            frame[1] = (byte)(config >> 8);
            frame[2] = (byte)config;
            if (!registers.TryWrite(frame, 2))
            {
                return false;
            }

            Thread.Sleep(ConversionMs);
            if (!IsReady() || !TryReadWord(Conversion, out raw))
            {
                return false;
            }

            // A little below ground is ground.
            raw = raw > short.MaxValue ? 0 : raw;
            return true;
        }

        /// <summary>
        /// Waits for the conversion, which takes 7.8 ms within a tenth; false where another chip answers, or a stuck bus.
        /// </summary>
        private bool IsReady()
        {
            int state;
            for (int k = 0; k < MaxPolls && TryReadWord(Config, out state) && (state & ~Ready) == (config & ~Ready); k++)
            {
                if ((state & Ready) != 0)
                {
                    return true;
                }

                Thread.Sleep(PollMs);
            }

            return false;
        }

        private bool TryReadWord(byte register, out int value)
        {
            frame[0] = register;
            bool isAnswered = registers.TryRead(frame, 2);
            value = (frame[1] << 8) | frame[2];
            return isAnswered;
        }
    }
}
