namespace NanoBms.Device.Sensors.Ina219
{
    /// <content>Registers of the INA219 (TI datasheet SBOS448, section 8.6), 16 bits each, high byte first.</content>
    public sealed partial class Ina219Sensor
    {
        /// <summary>Ranges, averaging, mode.</summary>
        public const int ConfigurationRegister = 0x00;

        /// <summary>Shunt voltage, signed, 10 uV a step at every gain.</summary>
        public const int ShuntVoltageRegister = 0x01;

        /// <summary>Bus voltage in bits 15..3, 4 mV a step, and two flags.</summary>
        public const int BusVoltageRegister = 0x02;

        /// <summary>
        /// Flag of <see cref="BusVoltageRegister"/>: a result is there; reading <see cref="PowerRegister"/> takes it back.
        /// </summary>
        public const int ConversionReady = 1 << 1;

        /// <summary>
        /// Flag of <see cref="BusVoltageRegister"/>: current or power, as the chip works them out, are beyond their registers.
        /// </summary>
        public const int MathOverflow = 1;

        /// <summary>Power; reading it takes the conversion-ready flag back.</summary>
        public const int PowerRegister = 0x03;
    }
}
