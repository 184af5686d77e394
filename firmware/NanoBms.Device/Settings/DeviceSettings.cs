using System;
using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Sensors;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// All that a user may set, with the defaults: they fit the board of hardware/ and one cell. In the settings file each has the same name
    /// with a small first letter (<see cref="SettingsFile"/>).
    /// </summary>
    public sealed class DeviceSettings
    {
        // IEEE 802.11, and the longest name of a host.
        private const int LongestSsid = 32, LongestPassword = 64, LongestName = 253;

        private const int LeastDeepPeriodMs = 15000;
        private const int LeastSleepingCloudPeriodMs = 60000;
        private const int MostEntriesAWrite = 10;

        /// <summary>The current sensor: "INA226" or "INA219".</summary>
        public string CurrentSensor = BoardDefaults.CurrentSensor;

        /// <summary>I2C address of the current sensor, 0x40..0x4F; in the file a number or a text as "0x40".</summary>
        public int SensorAddress = BoardDefaults.SensorAddress;

        /// <summary>GPIO of I2C data, 0..48.</summary>
        public int I2cDataPin = BoardDefaults.I2cDataPin;

        /// <summary>GPIO of I2C clock, 0..48.</summary>
        public int I2cClockPin = BoardDefaults.I2cClockPin;

        /// <summary>Shunt in ohms, above 0.</summary>
        public float ShuntOhm = BoardDefaults.ShuntOhm;

        /// <summary>True where discharge reads positive, because IN+ and IN- of the shunt are swapped.</summary>
        public bool ReverseCurrent;

        /// <summary>Cells in series, 1..16; the model sees one of them.</summary>
        public int CellsInSeries = 1;

        /// <summary>
        /// Cell voltage at or above which a cell that carries next to no current for a minute is full, volts, 0..5; 0: full is never recognised.
        /// </summary>
        public float FullVoltageV = 4.14f;

        /// <summary>ADC1 channel of the thermistor, 0..7 (channels 0..7: GPIO36..39, 32..35).</summary>
        public int ThermistorChannel = BoardDefaults.ThermistorChannel;

        /// <summary>The ADC's full scale divided by the divider's supply, 0.1..10.</summary>
        public float AdcFullScalePerSupply = BoardDefaults.AdcFullScalePerSupply;

        /// <summary>Resistor from the ADC pin to ground, ohms, above 0.</summary>
        public float ThermistorResistorOhm = BoardDefaults.ThermistorResistorOhm;

        /// <summary>The NTC at 25 degC, ohms, above 0.</summary>
        public float ThermistorNominalOhm = BoardDefaults.ThermistorNominalOhm;

        /// <summary>The NTC's beta, kelvins, above 0.</summary>
        public float ThermistorBeta = BoardDefaults.ThermistorBeta;

        /// <summary>
        /// The NTC's Steinhart-Hart coefficients for ohms and kelvins; used instead of nominal resistance and beta where A is not 0.
        /// </summary>
        public float ThermistorSteinhartA, ThermistorSteinhartB, ThermistorSteinhartC;

        /// <summary>ADC1 channel at half of the divider's supply, 0..7; -1: the supply is taken as set.</summary>
        public int SupplyChannel = -1;

        /// <summary>Calibration of the cell voltage in volts as the log shows it (<see cref="LinearCalibration"/>); empty: none.</summary>
        public string VoltageCalibration = "";

        /// <summary>Calibration of the current in amperes as the log shows it, discharge negative; empty: none.</summary>
        public string CurrentCalibration = "";

        /// <summary>Calibration of the temperature in degrees Celsius as the log shows it; empty: none.</summary>
        public string TemperatureCalibration = "";

        /// <summary>Wi-Fi network; empty: no network.</summary>
        public string WifiSsid = "";

        /// <summary>Wi-Fi password. Never logged.</summary>
        public string WifiPassword = "";

        /// <summary>Server that sets the clock.</summary>
        public string TimeServer = "pool.ntp.org";

        /// <summary>
        /// ThingSpeak or a server that speaks like it, without a slash at the end. Plain HTTP only where it begins with http://.
        /// </summary>
        public string CloudUrl = "https://api.thingspeak.com";

        /// <summary>Write key of the channel; empty: nothing is sent. Never logged.</summary>
        public string CloudWriteKey = "";

        /// <summary>Read key of the channel, where it is not public: to ask it what it holds. Never logged.</summary>
        public string CloudReadKey = "";

        /// <summary>
        /// Number of the channel. With it, entries that had to wait go out together, and after a reply that got lost the channel is asked.
        /// 0: one by one, so that entries that had to wait go out only as fast as new ones come.
        /// </summary>
        public int CloudChannelId;

        /// <summary>
        /// Time between estimates and between entries of the channel, milliseconds, 1000..3600000; ThingSpeak takes one each 15 s.
        /// </summary>
        public int EstimatePeriodMs = 15000;

        /// <summary>Time between writes to the channel, milliseconds, 1000..3600000; ThingSpeak takes one each 15 s.</summary>
        public int CloudPeriodMs = 15000;

        /// <summary>
        /// Entries that may wait in memory only, 0..239, where a power cut loses them; older ones are on flash. 1: an entry that could not be
        /// sent before the next one came. 0: every entry, which wears the flash even while all is well. 239: the least wear.
        /// </summary>
        public int KeepInMemory = 1;

        /// <summary>What the machine does between samples: a value of <see cref="SleepMode"/>.</summary>
        public string Sleep = SleepMode.None;

        /// <summary>The alarm for a low state of charge is on below this percentage, 0..100; 0: no such alarm.</summary>
        public float AlarmLowSocPercent;

        /// <summary>It goes off again above the limit and this, percent, 0..50.</summary>
        public float AlarmLowSocHysteresisPercent = 3f;

        /// <summary>GPIO that is high while it is on, 0..48; -1: none.</summary>
        public int AlarmLowSocPin = BoardDefaults.AlarmLowSocPin;

        /// <summary>The alarm for over-temperature is on above these degrees Celsius, 0..100; 0: no such alarm.</summary>
        public float AlarmOverTemperatureC;

        /// <summary>It goes off again this far below the limit, kelvins, 0..50.</summary>
        public float AlarmOverTemperatureHysteresisC = 3f;

        /// <summary>GPIO that is high while it is on, 0..48; -1: none.</summary>
        public int AlarmOverTemperaturePin = BoardDefaults.AlarmOverTemperaturePin;

        /// <summary>The alarm for over-current is on above these amperes in either direction, 0 or above; 0: no such alarm.</summary>
        public float AlarmOverCurrentA;

        /// <summary>It goes off again this far below the limit, amperes, 0 or above.</summary>
        public float AlarmOverCurrentHysteresisA = 0.5f;

        /// <summary>GPIO that is high while it is on, 0..48; -1: none.</summary>
        public int AlarmOverCurrentPin = BoardDefaults.AlarmOverCurrentPin;

        /// <summary>Whether the model is run on a known input at the start.</summary>
        public bool SelfTest;

        /// <summary>One sentence on the first setting that cannot be; null where all can.</summary>
        public string FirstError()
        {
            var errors = new SettingsErrors();
            Check(errors);
            return errors.Count == 0 ? null : errors.Sentence(0);
        }

        /// <summary>Adds a sentence on each setting that cannot be.</summary>
        public void Check(SettingsErrors errors)
        {
            errors.Require(CurrentSensor == "INA226" || CurrentSensor == "INA219", "currentSensor", "must be \"INA226\" or \"INA219\".");
            errors.Require(SensorAddress >= 0x40 && SensorAddress <= 0x4F, "sensorAddress", "must be 64 (0x40) to 79 (0x4F).");
            errors.Require(I2cDataPin >= 0 && I2cDataPin <= 48, "i2cDataPin", "must be a GPIO, 0 to 48.");
            errors.Require(I2cClockPin >= 0 && I2cClockPin <= 48, "i2cClockPin", "must be a GPIO, 0 to 48.");
            errors.Require(I2cClockPin != I2cDataPin, "i2cClockPin", "must be another GPIO than i2cDataPin.");
            errors.Require(IsAbove0(ShuntOhm), "shuntOhm", "must be above 0 ohms.");
            errors.Require(CellsInSeries >= 1 && CellsInSeries <= 16, "cellsInSeries", "must be 1 to 16.");
            errors.Require(RealNumber.IsWithin(FullVoltageV, 0f, 5f), "fullVoltageV", "must be 0 to 5 volts.");
            errors.Require(
                ThermistorChannel >= 0 && ThermistorChannel <= 7, "thermistorChannel", "must be 0 to 7: ADC2 cannot be used beside Wi-Fi.");
            errors.Require(
                RealNumber.IsWithin(AdcFullScalePerSupply, 0.1f, 10f), "adcFullScalePerSupply", "must be 0.1 to 10.");
            errors.Require(IsAbove0(ThermistorResistorOhm), "thermistorResistorOhm", "must be above 0 ohms.");
            errors.Require(IsAbove0(ThermistorNominalOhm), "thermistorNominalOhm", "must be above 0 ohms.");
            errors.Require(IsAbove0(ThermistorBeta), "thermistorBeta", "must be above 0 kelvins.");
            errors.Require(
                SupplyChannel >= -1 && SupplyChannel <= 7 && SupplyChannel != ThermistorChannel,
                "supplyChannel", "must be another channel than thermistorChannel, 0 to 7, or -1 for none.");
            errors.Require(
                ThermistorSteinhartA == 0f || IsTemperature(ThermistorSteinhartA, ThermistorSteinhartB, ThermistorSteinhartC),
                "thermistorSteinhartA", "must give, with B and C, a temperature of -40 to 150 degC at thermistorNominalOhm.");
            errors.Require(LinearCalibration.Parse(VoltageCalibration) != null, "voltageCalibration", LinearCalibration.Rule);
            errors.Require(LinearCalibration.Parse(CurrentCalibration) != null, "currentCalibration", LinearCalibration.Rule);
            errors.Require(LinearCalibration.Parse(TemperatureCalibration) != null, "temperatureCalibration", LinearCalibration.Rule);
            errors.Require(WifiSsid.Length <= LongestSsid, "wifiSsid", "must be at most 32 characters.");
            errors.Require(WifiPassword.Length <= LongestPassword, "wifiPassword", "must be at most 64 characters.");
            errors.Require(TimeServer.Length > 0 && TimeServer.Length <= LongestName, "timeServer", "must name a server, in at most 253 characters.");
            errors.Require(CloudUrl.Length <= LongestName, "cloudUrl", "must be at most 253 characters.");
            errors.Require(
                CloudUrl.StartsWith("https://") || CloudUrl.StartsWith("http://"), "cloudUrl", "must start with https:// or http://.");
            errors.Require(!CloudUrl.EndsWith("/"), "cloudUrl", "must not end with a slash.");
            errors.Require(CloudChannelId >= 0, "cloudChannelId", "must be the channel's number, or 0 for none.");
            errors.Require(
                CloudWriteKey.Length == 0 || IsPlain(CloudWriteKey), "cloudWriteKey", "must be letters and digits only, as ThingSpeak shows it.");
            errors.Require(
                CloudReadKey.Length == 0 || IsPlain(CloudReadKey), "cloudReadKey", "must be letters and digits only, as ThingSpeak shows it.");
            errors.Require(CloudPeriodMs >= 1000 && CloudPeriodMs <= 3600000, "cloudPeriodMs", "must be 1000 to 3600000 milliseconds.");
            errors.Require(RealNumber.IsWithin(AlarmLowSocPercent, 0f, 100f), "alarmLowSocPercent", "must be 0 to 100 percent.");
            errors.Require(
                RealNumber.IsWithin(AlarmLowSocHysteresisPercent, 0f, 50f), "alarmLowSocHysteresisPercent", "must be 0 to 50 percent.");
            errors.Require(
                RealNumber.IsWithin(AlarmOverTemperatureC, 0f, 100f), "alarmOverTemperatureC", "must be 0 to 100 degrees Celsius.");
            errors.Require(
                RealNumber.IsWithin(AlarmOverTemperatureHysteresisC, 0f, 50f),
                "alarmOverTemperatureHysteresisC", "must be 0 to 50 kelvins.");
            errors.Require(RealNumber.IsWithin(AlarmOverCurrentA, 0f, float.MaxValue), "alarmOverCurrentA", "must be 0 amperes or above.");
            errors.Require(RealNumber.IsWithin(AlarmOverCurrentHysteresisA, 0f, float.MaxValue), "alarmOverCurrentHysteresisA", "must be 0 amperes or above.");
            CheckPin(errors, AlarmLowSocPin, IsAbove0(AlarmLowSocPercent), "alarmLowSocPin");
            CheckPin(errors, AlarmOverTemperaturePin, IsAbove0(AlarmOverTemperatureC), "alarmOverTemperaturePin");
            CheckPin(errors, AlarmOverCurrentPin, IsAbove0(AlarmOverCurrentA), "alarmOverCurrentPin");
            errors.Require(KeepInMemory >= 0 && KeepInMemory <= 239, "keepInMemory", "must be 0 to 239 entries.");
            errors.Require(
                EstimatePeriodMs >= 1000 && EstimatePeriodMs <= 3600000, "estimatePeriodMs", "must be 1000 to 3600000 milliseconds.");
            int entriesAWrite = CloudChannelId > 0 ? RecordQueue.MostAtOnce : 1;
            errors.Require(
                CloudWriteKey.Length == 0 || Sleep != SleepMode.None || CloudPeriodMs / entriesAWrite <= EstimatePeriodMs, "cloudPeriodMs",
                "must be at most estimatePeriodMs, or 20 times as much with cloudChannelId: entries would come faster than they go.");
            errors.Require(
                Sleep == SleepMode.None || Sleep == SleepMode.Light || Sleep == SleepMode.Deep, "sleep", "must be \"none\", \"light\" or \"deep\".");
            if (Sleep == SleepMode.Light || Sleep == SleepMode.Deep)
            {
                CheckSleep(errors);
            }
        }

        /// <summary>Adds a sentence on each setting that cannot be with a model or on a machine.</summary>
        /// <param name="errors">Receives them.</param>
        /// <param name="info">The model.</param>
        /// <param name="canSleep">Whether the machine sleeps.</param>
        /// <param name="adcChannels">Channels of its ADC.</param>
        public void CheckFit(SettingsErrors errors, ModelInfo info, bool canSleep, int adcChannels)
        {
            errors.Require(
                ThermistorChannel < adcChannels, "thermistorChannel", "must be 0 to " + (adcChannels - 1).ToString() + " on this machine.");
            errors.Require(
                SupplyChannel < adcChannels, "supplyChannel", "must be -1 to " + (adcChannels - 1).ToString() + " on this machine.");
            errors.Require(canSleep || Sleep == SleepMode.None, "sleep", "must be \"none\" on this machine: only an ESP32 sleeps.");
            if (Sleep == SleepMode.Deep)
            {
                errors.Require(
                    !info.Streaming, "sleep", "must not be \"deep\" with a streaming model: what it remembers does not outlive the memory.");
                errors.Require(
                    info.SamplePeriodMs >= LeastDeepPeriodMs, "sleep",
                    "must not be \"deep\" with this model, which takes a sample each " + info.SamplePeriodMs.ToString()
                    + " ms: starting anew takes seconds, so it must be 15000 ms or more.");
            }
        }

        // Connecting takes seconds and most of the energy; more than 10 entries a write would leave no room for those of an outage.
        private void CheckSleep(SettingsErrors errors)
        {
            bool sends = CloudWriteKey.Length > 0;
            errors.Require(
                !sends || CloudChannelId > 0, "cloudChannelId", "must be set where sleep is: entries that waited go out only together.");
            errors.Require(
                !sends || CloudPeriodMs >= LeastSleepingCloudPeriodMs, "cloudPeriodMs",
                "must be at least 60000 milliseconds where sleep is set: each write connects anew.");
            errors.Require(
                !sends || CloudPeriodMs / MostEntriesAWrite <= EstimatePeriodMs, "cloudPeriodMs",
                "must be at most 10 times estimatePeriodMs where sleep is set: more entries a write leave no room for those of an outage.");
            if (Sleep == SleepMode.Deep)
            {
                CheckReleased(errors, AlarmLowSocPercent > 0f, AlarmLowSocPin, "alarmLowSocPin");
                CheckReleased(errors, AlarmOverTemperatureC > 0f, AlarmOverTemperaturePin, "alarmOverTemperaturePin");
                CheckReleased(errors, AlarmOverCurrentA > 0f, AlarmOverCurrentPin, "alarmOverCurrentPin");
            }
        }

        private static void CheckReleased(SettingsErrors errors, bool isUsed, int pin, string name)
        {
            errors.Require(!isUsed || pin < 0, name, "must be -1 where sleep is \"deep\": no pin stays high in it.");
        }

        // The board's alarm pins are free for I2C on another board as long as no alarm drives them.
        private void CheckPin(SettingsErrors errors, int pin, bool isUsed, string name)
        {
            errors.Require(
                pin == -1 || (pin >= 0 && pin <= 48 && !(isUsed && (pin == I2cDataPin || pin == I2cClockPin))), name,
                "must be a GPIO, 0 to 48, that I2C does not use, or -1 for none.");
        }

        private bool IsTemperature(float a, float b, float c)
        {
            double log = Math.Log(ThermistorNominalOhm);
            double inverseKelvin = a + b * log + c * log * log * log;
            return RealNumber.IsWithin(inverseKelvin, 1.0 / 423.15, 1.0 / 233.15);
        }

        private static bool IsAbove0(float value)
        {
            return RealNumber.IsFinite(value) && value > 0f;
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
