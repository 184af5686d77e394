namespace NanoBms.Device.Sensors.Ina228
{
    /// <content>Registers of the INA228 (TI datasheet SLYS021, section 7.6), high byte first; 16 bits where nothing else is said.</content>
    public sealed partial class Ina228Sensor
    {
        /// <summary>Range of the shunt voltage, resets.</summary>
        public const int ConfigurationRegister = 0x00;

        /// <summary>Averaging, conversion times, mode.</summary>
        public const int AdcConfigurationRegister = 0x01;

        /// <summary>Shunt voltage, signed, in bits 23..4 of 24: 312.5 nV a step at +-163.84 mV.</summary>
        public const int ShuntVoltageRegister = 0x04;

        /// <summary>Bus voltage in bits 23..4 of 24, 195.3125 uV a step.</summary>
        public const int BusVoltageRegister = 0x05;

        /// <summary>
        /// Charge, signed, 40 bits; with the calibration as it is after a reset a step is that of the shunt voltage over the shunt, for a
        /// second.
        /// </summary>
        public const int ChargeRegister = 0x0A;

        /// <summary>Flags and alert pin.</summary>
        public const int DiagnosticsRegister = 0x0B;

        /// <summary>Flag of <see cref="DiagnosticsRegister"/>: a result is there; reading that register takes it back.</summary>
        public const int ConversionReady = 1 << 1;

        /// <summary>
        /// Flag of <see cref="DiagnosticsRegister"/>: current or power, as the chip works them out, are beyond their registers.
        /// </summary>
        public const int MathOverflow = 1 << 9;

        /// <summary>Reads 0x5449, "TI".</summary>
        public const int ManufacturerIdRegister = 0x3E;

        /// <summary>Reads 0x2281.</summary>
        public const int DeviceIdRegister = 0x3F;
    }
}
