namespace NanoBms.Device.Sensors.Ina219
{
    /// <summary>
    /// The INA219 current and voltage sensor (TI datasheet SBOS448), the INA226's coarser forerunner: +-320 mV at the shunt in steps of 10
    /// uV. Set to its longest averaging, 128 conversions of both: a value is the mean of 68 ms in each 137 ms, not of a second.
    /// </summary>
    public sealed partial class Ina219Sensor : ShuntSensor
    {
        /// <summary>The chip's name, as the setting currentSensor has it.</summary>
        public const string ChipName = "INA219";

        /// <summary>32 V, gain 1/8 (+-320 mV), 128 averages of bus and of shunt, both continuously.</summary>
        public const int Configuration = (1 << 13) | (3 << 11) | (15 << 7) | (15 << 3) | 7;

        private const float ShuntStepV = 1e-5f;
        private const float BusStepV = 4e-3f;
        private const int BusShift = 3;
        private const int FullScale = 32000;

        /// <summary>A chip that is not connected yet.</summary>
        public Ina219Sensor()
            : base(ChipName, ShuntStepV, FullScale)
        {
        }

        /// <inheritdoc/>
        /// <remarks>It has no register that says what it is: that it keeps what was written is all there is to know it by.</remarks>
        protected override bool IsChip()
        {
            return true;
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
            busV = (bus >> BusShift) * BusStepV;
            shunt = (int)Signed(Read(ShuntVoltageRegister, 2), 16);

            // What it reads is of no use here, but that it was read takes the ready flag back.
            Read(PowerRegister, 2);
            return Found(Read(ConfigurationRegister, 2) == Configuration, bus & ConversionReady, bus & MathOverflow);
        }
    }
}
