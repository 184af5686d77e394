using NanoBms.Core.Arithmetic;
using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// Visits the rows of the table of settings (<see cref="DeviceSettings"/>): each method is a kind of setting, which takes the value
    /// that the file has for it, and checks the one that there is then.
    /// </summary>
    internal sealed class SettingsReader
    {
        /// <summary>The least number above 0 that every machine tells from 0.</summary>
        public const float MinPositive = 1.17549435E-38f;

        private const int MinGpio = 0, MaxGpio = 48, MinAdcChannel = 0, MaxAdcChannel = 7, None = -1;

        // The longest name of a host.
        private const int MaxUrlLength = 253;

        private const int MaxFileName = 32;

        private readonly SettingsErrors errors;
        private readonly SettingsIndex index;
        private readonly JsonReader json;
        private readonly NameSuggestion suggestion;
        private ChipSensor chip;

        /// <summary>A reader that only checks.</summary>
        public SettingsReader(SettingsErrors errors)
        {
            this.errors = errors;
        }

        /// <summary>A reader of a file.</summary>
        /// <param name="errors">Receives a sentence on each value that cannot be.</param>
        /// <param name="index">What the file sets.</param>
        /// <param name="json">The file.</param>
        public SettingsReader(SettingsErrors errors, SettingsIndex index, JsonReader json)
            : this(errors)
        {
            this.index = index;
            this.json = json;
        }

        /// <summary>A reader that looks at the names alone.</summary>
        public SettingsReader(NameSuggestion suggestion)
            : this(new SettingsErrors())
        {
            this.suggestion = suggestion;
        }

        /// <summary>True or false.</summary>
        public void Flag(string name, ref bool value)
        {
            if (TryTake(name))
            {
                bool holds = json.Kind == JsonKind.True || json.Kind == JsonKind.False;
                errors.Require(holds, name, "must be true or false.");
                value = holds ? json.Kind == JsonKind.True : value;
            }
        }

        /// <summary>A whole number, <paramref name="min"/> to <paramref name="max"/>.</summary>
        public void Whole(string name, ref int value, int min, int max, string rule)
        {
            if (TryTake(name))
            {
                TakeWhole(name, ref value);
            }

            errors.Require(value >= min && value <= max, name, rule);
        }

        /// <summary>A number, <paramref name="min"/> to <paramref name="max"/>.</summary>
        public void Number(string name, ref float value, float min, float max, string rule)
        {
            if (TryTake(name))
            {
                double number = 0;
                bool holds = json.Kind == JsonKind.Number && double.TryParse(json.Text, out number);
                errors.Require(holds, name, "must be a number.");
                value = holds ? (float)number : value;
            }

            errors.Require(RealNumber.IsWithin(value, min, max), name, rule);
        }

        /// <summary>A text of <paramref name="min"/> to <paramref name="max"/> characters.</summary>
        public void Text(string name, ref string value, int min, int max, string rule)
        {
            TakeText(name, ref value);
            errors.Require(value.Length >= min && value.Length <= max, name, rule);
        }

        /// <summary>One of the texts that the rule has in quotes.</summary>
        public void Choice(string name, ref string value, string rule)
        {
            TakeText(name, ref value);
            errors.Require(value.IndexOf('"') < 0 && rule.IndexOf("\"" + value + "\"") >= 0, name, rule);
        }

        /// <summary>The name of a sensor chip.</summary>
        public void Sensor(string name, ref string value)
        {
            TakeText(name, ref value);
            chip = SensorCatalog.Find(value);
            if (chip == null)
            {
                errors.Require(false, name, "must be " + SensorCatalog.Names() + ".");
            }
        }

        /// <summary>An address of the sensor chip whose name was visited before: a whole number, or a text as "0x40".</summary>
        public void SensorAddress(string name, ref int value)
        {
            if (TryTake(name))
            {
                if (json.Kind == JsonKind.Text)
                {
                    int address = Hexadecimal(json.Text);
                    errors.Require(address >= 0, name, "must be a whole number, or a text as \"0x40\".");
                    value = address >= 0 ? address : value;
                }
                else
                {
                    TakeWhole(name, ref value);
                }
            }
            else if (index != null && chip != null && chip.Name != BoardDefaults.CurrentSensor)
            {
                value = chip.FirstAddress;
            }

            if (chip != null && (value < chip.FirstAddress || value > chip.LastAddress))
            {
                string last = chip.LastAddress.ToString("X2");
                errors.Require(
                    false, name, "must be 0x" + chip.FirstAddress.ToString("X2") + " to 0x" + last + " for the " + chip.Name + ".");
            }
        }

        /// <summary>A GPIO.</summary>
        public void Gpio(string name, ref int value)
        {
            Whole(name, ref value, MinGpio, MaxGpio, "must be a GPIO, 0 to 48.");
        }

        /// <summary>The GPIO of an output, or -1; that I2C does not use it is checked elsewhere.</summary>
        public void OutputPin(string name, ref int value)
        {
            Whole(name, ref value, None, MaxGpio, DeviceSettings.OutputPinRule);
        }

        /// <summary>A channel of ADC1.</summary>
        public void AdcChannel(string name, ref int value)
        {
            Whole(name, ref value, MinAdcChannel, MaxAdcChannel, "must be 0 to 7: ADC2 cannot be used beside Wi-Fi.");
        }

        /// <summary>A channel of ADC1 other than the thermistor's, or -1; that it is another is checked elsewhere.</summary>
        public void SpareAdcChannel(string name, ref int value)
        {
            Whole(name, ref value, None, MaxAdcChannel, DeviceSettings.SpareAdcChannelRule);
        }

        /// <summary>A calibration.</summary>
        public void Calibration(string name, ref string value)
        {
            TakeText(name, ref value);
            errors.Require(LinearCalibration.Parse(value) != null, name, LinearCalibration.Rule);
        }

        /// <summary>The address of a server.</summary>
        public void Url(string name, ref string value)
        {
            Text(name, ref value, 0, MaxUrlLength, "must be at most 253 characters.");
            bool isKnown = value.StartsWith("https://") || value.StartsWith("http://");
            errors.Require(isKnown, name, "must start with https:// or http://.");
            errors.Require(!value.EndsWith("/"), name, "must not end with a slash.");
            errors.Require(
                !isKnown || value.EndsWith("/") || ServerAddress.IsWhole(value), name,
                "must name a server as https://host or https://host:3000/path does, in letters, digits, dots and hyphens, with a port of "
                    + "1 to 65535.");
        }

        /// <summary>The name of a file beside the settings, or an empty text.</summary>
        public void FileName(string name, ref string value)
        {
            TakeText(name, ref value);
            errors.Require(
                value.Length <= MaxFileName && ServerAddress.IsName(value, 0, value.Length) && value != SettingsFile.FileName, name,
                "must be the name of a file, in at most 32 letters, digits, dots and hyphens.");
        }

        /// <summary>A key of ThingSpeak, or an empty text.</summary>
        public void Key(string name, ref string value)
        {
            TakeText(name, ref value);
            errors.Require(IsPlain(value), name, "must be letters and digits only, as ThingSpeak shows it.");
        }

        private bool TryTake(string name)
        {
            if (suggestion != null)
            {
                suggestion.Offer(name);
            }

            return index != null && index.TryTake(name);
        }

        private void TakeWhole(string name, ref int value)
        {
            int number = 0;
            bool holds = json.Kind == JsonKind.Number && int.TryParse(json.Text, out number);
            errors.Require(holds, name, "must be a whole number.");
            value = holds ? number : value;
        }

        private void TakeText(string name, ref string value)
        {
            if (TryTake(name))
            {
                bool holds = json.Kind == JsonKind.Text;
                errors.Require(holds, name, "must be a text in quotes.");
                value = holds ? json.Text : value;
            }
        }

        // The number of a text as "0x40"; negative: there is none.
        private static int Hexadecimal(string text)
        {
            return text.Length == 4 && text.StartsWith("0x") ? (Nibble(text[2]) << 4) | Nibble(text[3]) : -1;
        }

        private static int Nibble(char letter)
        {
            int value = "0123456789ABCDEFabcdef".IndexOf(letter);
            return value > 15 ? value - 6 : value;
        }

        private static bool IsPlain(string key)
        {
            for (int k = 0; k < key.Length; k++)
            {
                char letter = key[k];
                if ((letter < '0' || letter > '9') && (letter < 'A' || letter > 'Z') && (letter < 'a' || letter > 'z'))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
