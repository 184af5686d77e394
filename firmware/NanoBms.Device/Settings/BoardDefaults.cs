namespace NanoBms.Device.Settings
{
    /// <summary>The board of hardware/wiring.json. Generated from it by tools/HardwareDocs; do not edit.</summary>
    internal static class BoardDefaults
    {
        /// <summary>The current sensor.</summary>
        public const string CurrentSensor = "INA226";

        /// <summary>I2C address of the current sensor.</summary>
        public const int SensorAddress = 0x40;

        /// <summary>GPIO of I2C data.</summary>
        public const int I2cDataPin = 21;

        /// <summary>GPIO of I2C clock.</summary>
        public const int I2cClockPin = 22;

        /// <summary>Shunt, ohms.</summary>
        public const float ShuntOhm = 0.002f;

        /// <summary>ADC1 channel of the thermistor: GPIO34.</summary>
        public const int ThermistorChannel = 6;

        /// <summary>The ADC's full scale divided by the divider's supply.</summary>
        public const float AdcFullScalePerSupply = 1f;

        /// <summary>Resistor from the ADC pin to ground, ohms.</summary>
        public const float ThermistorResistorOhm = 5600f;

        /// <summary>The NTC at 25 degC, ohms.</summary>
        public const float ThermistorNominalOhm = 10000f;

        /// <summary>The NTC's beta, kelvins.</summary>
        public const float ThermistorBeta = 3950f;

        /// <summary>GPIO that is high while the alarm for a low state of charge is on.</summary>
        public const int AlarmLowSocPin = 25;

        /// <summary>GPIO that is high while the alarm for over-temperature is on.</summary>
        public const int AlarmOverTemperaturePin = 26;

        /// <summary>GPIO that is high while the alarm for over-current is on.</summary>
        public const int AlarmOverCurrentPin = 27;
    }
}
