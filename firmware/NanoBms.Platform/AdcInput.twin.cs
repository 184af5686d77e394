using System.Threading;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>
    /// A channel of an ADS1115 at address 0x48 of a Raspberry Pi's I2C bus (TI datasheet SBAS444), at +-4.096 V full scale: a Pi has no ADC of its own.
    /// </summary>
    public sealed class AdcInput : IAnalogInput
    {
        private const int Address = 0x48;
        private const int Conversion = 0, Config = 1;

        // Start, +-4.096 V, single shot, 128 conversions a second, comparator off; the channel comes in bits 12 and 13.
        private const int SingleShot = 0x8000 | 0x4000 | 0x0200 | 0x0100 | 0x0080 | 0x0003;
        private const int ConversionMs = 9;

        private readonly I2cRegisters registers = new I2cRegisters(Address, 0, 0);
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
            if (!registers.TryWrite(Config, config))
            {
                return false;
            }

            Thread.Sleep(ConversionMs);
            if (!registers.TryRead(Conversion, out raw))
            {
                return false;
            }

            raw = raw > short.MaxValue ? 0 : raw;
            return true;
        }
    }
}
