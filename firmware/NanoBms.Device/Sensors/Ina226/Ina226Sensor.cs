namespace NanoBms.Device.Sensors.Ina226
{
    /// <summary>
    /// The INA226 current and voltage sensor (TI datasheet SBOS547). Set so that each value is the mean over about a second: 1024 averages
    /// of 588 us of shunt and 332 us of bus voltage make 0.94 s.
    /// </summary>
    public sealed partial class Ina226Sensor : ShuntSensor
    {
        /// <summary>The chip's name, as the setting currentSensor has it.</summary>
        public const string ChipName = "INA226";

        /// <summary>What <see cref="DieIdRegister"/> reads; the low four bits are the revision.</summary>
        public const int Die = 0x2260;

        /// <summary>1024 averages, bus 332 us, shunt 588 us, both continuously.</summary>
        public const int Configuration = 0x4000 | (7 << 9) | (2 << 6) | (3 << 3) | 7;

        private const float ShuntStepV = 2.5e-6f;
        private const float BusStepV = 1.25e-3f;
        private const int FullScale = 0x7FFF;

        /// <summary>A chip that is not connected yet.</summary>
        public Ina226Sensor()
            : base(ChipName, ShuntStepV, FullScale)
        {
        }

        /// <inheritdoc/>
        protected override bool IsChip()
        {
            return IsKind(ManufacturerIdRegister, DieIdRegister, Die);
        }

        /// <inheritdoc/>
        protected override void SetUp()
        {
            Write(ConfigurationRegister, Configuration);
        }

        /// <inheritdoc/>
        protected override int Convert(ref float busV, ref int shunt)
        {
            int bus = (int)Read(BusVoltageRegister, 2);
            busV = bus * BusStepV;
            shunt = (int)Signed(Read(ShuntVoltageRegister, 2), 16);
            int flags = (int)Read(MaskEnableRegister, 2);

            // The bus voltage has no sign: its highest bit reads 0.
            return Found(Read(ConfigurationRegister, 2) == Configuration && bus <= FullScale, flags & ConversionReady,
                flags & MathOverflow);
        }
    }
}
