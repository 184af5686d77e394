using System.Globalization;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>Writes the firmware's defaults: what the board is, as constants.</summary>
public static class BoardDefaultsText
{
    /// <summary>The file's text.</summary>
    public static string Write(Wiring wiring)
    {
        int Gpio(string setting) => wiring.Pin(setting).Gpio;
        int thermistor = Gpio("thermistorChannel");
        return $$"""
            namespace NanoBms.Device.Settings
            {
                /// <summary>The board of hardware/wiring.json. Generated from it by tools/HardwareDocs; do not edit.</summary>
                internal static class BoardDefaults
                {
                    /// <summary>The current sensor.</summary>
                    public const string CurrentSensor = "{{wiring.Sensor.Chip}}";

                    /// <summary>I2C address of the current sensor.</summary>
                    public const int SensorAddress = 0x{{wiring.Sensor.AddressNumber:X2}};

                    /// <summary>GPIO of I2C data.</summary>
                    public const int I2cDataPin = {{Gpio("i2cDataPin")}};

                    /// <summary>GPIO of I2C clock.</summary>
                    public const int I2cClockPin = {{Gpio("i2cClockPin")}};

                    /// <summary>Shunt, ohms.</summary>
                    public const float ShuntOhm = {{Float(wiring.Shunt.Ohm)}};

                    /// <summary>ADC1 channel of the thermistor: GPIO{{thermistor}}.</summary>
                    public const int ThermistorChannel = {{DevKitPins.Adc1Channel(thermistor)}};

                    /// <summary>The ADC's full scale divided by the divider's supply.</summary>
                    public const float AdcFullScalePerSupply = {{Float(wiring.Thermistor.AdcFullScalePerSupply)}};

                    /// <summary>Resistor from the ADC pin to ground, ohms.</summary>
                    public const float ThermistorResistorOhm = {{Float(wiring.Thermistor.DividerOhm)}};

                    /// <summary>The NTC at 25 degC, ohms.</summary>
                    public const float ThermistorNominalOhm = {{Float(wiring.Thermistor.NominalOhm)}};

                    /// <summary>The NTC's beta, kelvins.</summary>
                    public const float ThermistorBeta = {{Float(wiring.Thermistor.BetaK)}};

                    /// <summary>GPIO that is high while the alarm for a low state of charge is on.</summary>
                    public const int AlarmLowSocPin = {{Gpio("alarmLowSocPin")}};

                    /// <summary>GPIO that is high while the alarm for over-temperature is on.</summary>
                    public const int AlarmOverTemperaturePin = {{Gpio("alarmOverTemperaturePin")}};

                    /// <summary>GPIO that is high while the alarm for over-current is on.</summary>
                    public const int AlarmOverCurrentPin = {{Gpio("alarmOverCurrentPin")}};
                }
            }

            """;
    }

    private static string Float(double value) => ((float)value).ToString("0.#########", CultureInfo.InvariantCulture) + "f";
}
