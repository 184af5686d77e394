namespace NanoBms.Device.Sensors.Ina226
{
    /// <content>Registers of the INA226 (TI datasheet SBOS547, section 7.6), 16 bits each, high byte first.</content>
    public sealed partial class Ina226Sensor
    {
        /// <summary>Averaging, conversion times, mode.</summary>
        public const int ConfigurationRegister = 0x00;

        /// <summary>Shunt voltage, signed, 2.5 uV a step.</summary>
        public const int ShuntVoltageRegister = 0x01;

        /// <summary>Bus voltage, 1.25 mV a step.</summary>
        public const int BusVoltageRegister = 0x02;

        /// <summary>Alert pin and flags.</summary>
        public const int MaskEnableRegister = 0x06;

        /// <summary>Flag of <see cref="MaskEnableRegister"/>: a result is there; reading that register takes it back.</summary>
        public const int ConversionReady = 1 << 3;

        /// <summary>
        /// Flag of <see cref="MaskEnableRegister"/>: current or power, as the chip works them out, are beyond their registers.
        /// </summary>
        public const int MathOverflow = 1 << 2;

        /// <summary>Reads 0x5449, "TI".</summary>
        public const int ManufacturerIdRegister = 0xFE;

        /// <summary>Reads 0x2260.</summary>
        public const int DieIdRegister = 0xFF;
    }
}
