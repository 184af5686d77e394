namespace NanoBms.Device.Sensors.Ina228
{
    /// <summary>
    /// The INA228 current and voltage sensor (TI datasheet SLYS021): 20 bits, up to 85 V. Set so that each value is the mean over most of a
    /// second: 1024 averages of 540 us of shunt and 280 us of bus voltage make 0.84 s, which its oscillator's 1 % does not bring beyond the
    /// second.
    /// </summary>
    public sealed partial class Ina228Sensor : ShuntSensor
    {
        /// <summary>The chip's name, as the setting currentSensor has it.</summary>
        public const string ChipName = "INA228";

        /// <summary>What <see cref="DeviceIdRegister"/> reads; the low four bits are the revision.</summary>
        public const int Device = 0x2280;

        /// <summary>+-163.84 mV at the shunt, nothing delayed or compensated: as after a reset.</summary>
        public const int Configuration = 0;

        /// <summary>Shunt and bus voltage continuously, bus 280 us, shunt 540 us, 1024 averages.</summary>
        public const int AdcConfiguration = (0xB << 12) | (3 << 9) | (4 << 6) | (5 << 3) | 7;

        private const float ShuntStepV = 312.5e-9f;
        private const float BusStepV = 195.3125e-6f;
        private const int FullScale = 0x7FFFF;

        // Results have 20 bits above four that read 0.
        private const int UnusedBits = 4;

        /// <summary>A chip that is not connected yet.</summary>
        public Ina228Sensor()
            : base(ChipName, ShuntStepV, FullScale)
        {
        }

        /// <summary>
        /// Reads the charge that the chip itself counted from its last reset on, over all that the program missed; false where it does not
        /// answer.
        /// </summary>
        /// <param name="chargeC">Coulombs from IN+ to IN-; the count begins anew from the other end beyond 2^39 steps.</param>
        public bool TryReadCharge(out double chargeC)
        {
            IsLost = false;
            chargeC = Signed(Read(ChargeRegister, 5), 40) * (double)StepA;
            return !IsLost;
        }

        /// <inheritdoc/>
        protected override bool IsChip()
        {
            return IsKind(ManufacturerIdRegister, DeviceIdRegister, Device);
        }

        /// <inheritdoc/>
        protected override void SetUp()
        {
            Write(ConfigurationRegister, Configuration);
            Write(AdcConfigurationRegister, AdcConfiguration);
        }

        /// <inheritdoc/>
        protected override int Convert(ref float busV, ref int shunt)
        {
            busV = (Read(BusVoltageRegister, 3) >> UnusedBits) * BusStepV;
            shunt = (int)(Signed(Read(ShuntVoltageRegister, 3), 24) >> UnusedBits);
            int flags = (int)Read(DiagnosticsRegister, 2);
            bool isSetUp = Read(ConfigurationRegister, 2) == Configuration && Read(AdcConfigurationRegister, 2) == AdcConfiguration;
            return Found(isSetUp, flags & ConversionReady, flags & MathOverflow);
        }
    }
}
