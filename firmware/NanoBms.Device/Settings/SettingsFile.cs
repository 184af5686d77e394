using NanoBms.Device.Hardware;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// Reads the settings file: one flat JSON object whose names are those of <see cref="DeviceSettings"/> with a small first letter. What it
    /// does not name keeps its default.
    /// </summary>
    public sealed class SettingsFile
    {
        /// <summary>Its name.</summary>
        public const string FileName = "nanobms.json";

        /// <summary>The most bytes a settings file may have: it is read into memory as a whole.</summary>
        public const int LongestBytes = 4096;

        /// <summary>All settings.</summary>
        public static readonly string[] Names =
        {
            "currentSensor", "sensorAddress", "i2cDataPin", "i2cClockPin", "shuntOhm", "reverseCurrent", "cellsInSeries", "fullVoltageV",
            "thermistorChannel", "adcFullScalePerSupply", "thermistorResistorOhm", "thermistorNominalOhm", "thermistorBeta",
            "thermistorSteinhartA", "thermistorSteinhartB", "thermistorSteinhartC", "supplyChannel",
            "voltageCalibration", "currentCalibration", "temperatureCalibration",
            "wifiSsid", "wifiPassword", "timeServer", "cloudUrl", "cloudWriteKey", "cloudReadKey", "cloudChannelId", "cloudPeriodMs",
            "estimatePeriodMs", "keepInMemory", "sleep",
            "alarmLowSocPercent", "alarmLowSocHysteresisPercent", "alarmLowSocPin",
            "alarmOverTemperatureC", "alarmOverTemperatureHysteresisC", "alarmOverTemperaturePin",
            "alarmOverCurrentA", "alarmOverCurrentHysteresisA", "alarmOverCurrentPin", "selfTest",
        };

        private readonly JsonReader reader;
        private readonly SettingsErrors errors;

        private SettingsFile(JsonReader reader, SettingsErrors errors)
        {
            this.reader = reader;
            this.errors = errors;
        }

        /// <summary>Reads the file from a store; false where there is none: then nothing is changed.</summary>
        public static bool TryLoad(IFileStore store, DeviceSettings settings, out SettingsErrors errors)
        {
            errors = new SettingsErrors();
            int length = store.Length(FileName);
            if (length < 0)
            {
                return false;
            }

            if (length > LongestBytes)
            {
                errors.Add("The file has " + length.ToString() + " bytes; settings take at most " + LongestBytes.ToString() + ".");
                return true;
            }

            var bytes = new byte[length];
            if (store.Read(FileName, 0, bytes, length) != length)
            {
                errors.Add("The file cannot be read; put it on the device anew.");
                return true;
            }

            errors = Read(bytes, length, settings);
            return true;
        }

        /// <summary>Reads a file's bytes into settings; the errors say, a sentence each, what is wrong. No sentence holds a value.</summary>
        public static SettingsErrors Read(byte[] bytes, int length, DeviceSettings settings)
        {
            var reader = new JsonReader(bytes, length);
            var errors = new SettingsErrors(reader);
            var file = new SettingsFile(reader, errors);
            while (reader.TryReadName() && reader.TryReadValue())
            {
                if (errors.IsLocated(reader.Name))
                {
                    errors.Add(reader.Place + ": " + reader.Name + " is set twice.");
                    continue;
                }

                if (!IsKnown(reader.Name))
                {
                    errors.Add(reader.Place + ": there is no setting " + reader.Name + "; " + Suggestion(reader.Name));
                    continue;
                }

                errors.Locate(reader.Name);
                file.Apply(settings);
            }

            if (reader.Error != null)
            {
                errors.Add(reader.Error + ".");
                return errors;
            }

            settings.Check(errors);
            return errors;
        }

        private void Apply(DeviceSettings settings)
        {
            switch (reader.Name)
            {
                case "currentSensor":
                    settings.CurrentSensor = Words(settings.CurrentSensor);
                    break;
                case "sensorAddress":
                    settings.SensorAddress = Address(settings.SensorAddress);
                    break;
                case "i2cDataPin":
                    settings.I2cDataPin = Whole(settings.I2cDataPin);
                    break;
                case "i2cClockPin":
                    settings.I2cClockPin = Whole(settings.I2cClockPin);
                    break;
                case "shuntOhm":
                    settings.ShuntOhm = Number(settings.ShuntOhm);
                    break;
                case "reverseCurrent":
                    settings.ReverseCurrent = Flag(settings.ReverseCurrent);
                    break;
                case "cellsInSeries":
                    settings.CellsInSeries = Whole(settings.CellsInSeries);
                    break;
                case "fullVoltageV":
                    settings.FullVoltageV = Number(settings.FullVoltageV);
                    break;
                case "thermistorChannel":
                    settings.ThermistorChannel = Whole(settings.ThermistorChannel);
                    break;
                case "adcFullScalePerSupply":
                    settings.AdcFullScalePerSupply = Number(settings.AdcFullScalePerSupply);
                    break;
                case "thermistorResistorOhm":
                    settings.ThermistorResistorOhm = Number(settings.ThermistorResistorOhm);
                    break;
                case "thermistorNominalOhm":
                    settings.ThermistorNominalOhm = Number(settings.ThermistorNominalOhm);
                    break;
                case "thermistorBeta":
                    settings.ThermistorBeta = Number(settings.ThermistorBeta);
                    break;
                case "thermistorSteinhartA":
                    settings.ThermistorSteinhartA = Number(settings.ThermistorSteinhartA);
                    break;
                case "thermistorSteinhartB":
                    settings.ThermistorSteinhartB = Number(settings.ThermistorSteinhartB);
                    break;
                case "thermistorSteinhartC":
                    settings.ThermistorSteinhartC = Number(settings.ThermistorSteinhartC);
                    break;
                case "supplyChannel":
                    settings.SupplyChannel = Whole(settings.SupplyChannel);
                    break;
                case "voltageCalibration":
                    settings.VoltageCalibration = Words(settings.VoltageCalibration);
                    break;
                case "currentCalibration":
                    settings.CurrentCalibration = Words(settings.CurrentCalibration);
                    break;
                case "temperatureCalibration":
                    settings.TemperatureCalibration = Words(settings.TemperatureCalibration);
                    break;
                case "wifiSsid":
                    settings.WifiSsid = Words(settings.WifiSsid);
                    break;
                case "wifiPassword":
                    settings.WifiPassword = Words(settings.WifiPassword);
                    break;
                case "timeServer":
                    settings.TimeServer = Words(settings.TimeServer);
                    break;
                case "cloudUrl":
                    settings.CloudUrl = Words(settings.CloudUrl);
                    break;
                case "cloudWriteKey":
                    settings.CloudWriteKey = Words(settings.CloudWriteKey);
                    break;
                case "cloudReadKey":
                    settings.CloudReadKey = Words(settings.CloudReadKey);
                    break;
                case "cloudPeriodMs":
                    settings.CloudPeriodMs = Whole(settings.CloudPeriodMs);
                    break;
                case "alarmLowSocPercent":
                    settings.AlarmLowSocPercent = Number(settings.AlarmLowSocPercent);
                    break;
                case "alarmLowSocHysteresisPercent":
                    settings.AlarmLowSocHysteresisPercent = Number(settings.AlarmLowSocHysteresisPercent);
                    break;
                case "alarmLowSocPin":
                    settings.AlarmLowSocPin = Whole(settings.AlarmLowSocPin);
                    break;
                case "alarmOverTemperatureC":
                    settings.AlarmOverTemperatureC = Number(settings.AlarmOverTemperatureC);
                    break;
                case "alarmOverTemperatureHysteresisC":
                    settings.AlarmOverTemperatureHysteresisC = Number(settings.AlarmOverTemperatureHysteresisC);
                    break;
                case "alarmOverTemperaturePin":
                    settings.AlarmOverTemperaturePin = Whole(settings.AlarmOverTemperaturePin);
                    break;
                case "alarmOverCurrentA":
                    settings.AlarmOverCurrentA = Number(settings.AlarmOverCurrentA);
                    break;
                case "alarmOverCurrentHysteresisA":
                    settings.AlarmOverCurrentHysteresisA = Number(settings.AlarmOverCurrentHysteresisA);
                    break;
                case "alarmOverCurrentPin":
                    settings.AlarmOverCurrentPin = Whole(settings.AlarmOverCurrentPin);
                    break;
                case "selfTest":
                    settings.SelfTest = Flag(settings.SelfTest);
                    break;
                case "sleep":
                    settings.Sleep = Words(settings.Sleep);
                    break;
                case "keepInMemory":
                    settings.KeepInMemory = Whole(settings.KeepInMemory);
                    break;
                case "cloudChannelId":
                    settings.CloudChannelId = Whole(settings.CloudChannelId);
                    break;
                case "estimatePeriodMs":
                    settings.EstimatePeriodMs = Whole(settings.EstimatePeriodMs);
                    break;
            }
        }

        private static bool IsKnown(string name)
        {
            for (int k = 0; k < Names.Length; k++)
            {
                if (Names[k] == name)
                {
                    return true;
                }
            }

            return false;
        }

        private int Whole(int before)
        {
            int value = 0;
            bool holds = reader.Kind == JsonKind.Number && int.TryParse(reader.Text, out value);
            errors.Require(holds, reader.Name, "must be a whole number.");
            return holds ? value : before;
        }

        private float Number(float before)
        {
            double value = 0;
            bool holds = reader.Kind == JsonKind.Number && double.TryParse(reader.Text, out value);
            errors.Require(holds, reader.Name, "must be a number.");
            return holds ? (float)value : before;
        }

        private bool Flag(bool before)
        {
            bool holds = reader.Kind == JsonKind.True || reader.Kind == JsonKind.False;
            errors.Require(holds, reader.Name, "must be true or false.");
            return holds ? reader.Kind == JsonKind.True : before;
        }

        private string Words(string before)
        {
            bool holds = reader.Kind == JsonKind.Text;
            errors.Require(holds, reader.Name, "must be a text in quotes.");
            return holds ? reader.Text : before;
        }

        private int Address(int before)
        {
            string text = reader.Text;
            if (reader.Kind != JsonKind.Text)
            {
                return Whole(before);
            }

            bool holds = text.Length == 4 && text.StartsWith("0x") && Nibble(text[2]) >= 0 && Nibble(text[3]) >= 0;
            errors.Require(holds, reader.Name, "must be a whole number, or a text as \"0x40\".");
            return holds ? (Nibble(text[2]) << 4) | Nibble(text[3]) : before;
        }

        private static int Nibble(char letter)
        {
            int value = "0123456789ABCDEFabcdef".IndexOf(letter);
            return value > 15 ? value - 6 : value;
        }

        /// <summary>The known name that is nearest, if one is near; all of them otherwise.</summary>
        private static string Suggestion(string name)
        {
            string nearest = "";
            int least = int.MaxValue;
            for (int k = 0; k < Names.Length; k++)
            {
                int distance = Distance(name.ToLower(), Names[k].ToLower());
                if (distance < least)
                {
                    least = distance;
                    nearest = Names[k];
                }
            }

            if (least <= 1 + nearest.Length / 4)
            {
                return "did you mean " + nearest + "?";
            }

            string list = "the settings are " + Names[0];
            for (int k = 1; k < Names.Length; k++)
            {
                list += ", " + Names[k];
            }

            return list + ".";
        }

        /// <summary>Letters to insert, remove or replace to make one text of the other (Levenshtein).</summary>
        private static int Distance(string a, string b)
        {
            var row = new int[b.Length + 1];
            for (int j = 0; j <= b.Length; j++)
            {
                row[j] = j;
            }

            for (int i = 1; i <= a.Length; i++)
            {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= b.Length; j++)
                {
                    int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                    int other = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
                    diagonal = row[j];
                    row[j] = replaced < other ? replaced : other;
                }
            }

            return row[b.Length];
        }
    }
}
