namespace NanoBms.Device.Sensors
{
    /// <summary>Registers of the INA226 (TI datasheet SBOS547, section 7.6).</summary>
    public static class Ina226Register
    {
        /// <summary>Averaging, conversion times, mode.</summary>
        public const int Configuration = 0x00;

        /// <summary>Shunt voltage, signed, 2.5 uV a step.</summary>
        public const int ShuntVoltage = 0x01;

        /// <summary>Bus voltage, 1.25 mV a step.</summary>
        public const int BusVoltage = 0x02;

        /// <summary>Current, signed; its step is set by <see cref="Calibration"/>.</summary>
        public const int Current = 0x04;

        /// <summary>Calibration: 0.00512 / (current step * shunt).</summary>
        public const int Calibration = 0x05;

        /// <summary>Alert pin and flags.</summary>
        public const int MaskEnable = 0x06;

        /// <summary>Reads 0x5449, "TI".</summary>
        public const int ManufacturerId = 0xFE;

        /// <summary>Reads 0x2260.</summary>
        public const int DieId = 0xFF;
    }
}
