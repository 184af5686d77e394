namespace NanoBms.Device
{
    /// <summary>All that a user may set. The defaults fit the board of hardware/ and one cell.</summary>
    public sealed class DeviceSettings
    {
        /// <summary>I2C address of the INA226, 0x40..0x4F.</summary>
        public int Ina226Address = 0x40;

        /// <summary>GPIO of I2C data.</summary>
        public int I2cDataPin = 21;

        /// <summary>GPIO of I2C clock.</summary>
        public int I2cClockPin = 22;

        /// <summary>Shunt in ohms.</summary>
        public float ShuntOhm = 0.002f;

        /// <summary>True where discharge reads positive, because IN+ and IN- of the shunt are swapped.</summary>
        public bool ReverseCurrent;

        /// <summary>Cells in series; the model sees one of them.</summary>
        public int CellsInSeries = 1;

        /// <summary>ADC1 channel of the thermistor, 0..7 (channel 6 is GPIO34).</summary>
        public int ThermistorChannel = 6;

        /// <summary>The ADC's full scale divided by the divider's supply.</summary>
        public float AdcFullScalePerSupply = 1f;

        /// <summary>Resistor from the ADC pin to ground, ohms.</summary>
        public float ThermistorResistorOhm = 5600f;

        /// <summary>The NTC at 25 degC, ohms.</summary>
        public float ThermistorNominalOhm = 10000f;

        /// <summary>The NTC's beta, kelvins.</summary>
        public float ThermistorBeta = 3950f;

        /// <summary>Wi-Fi network; empty: no network.</summary>
        public string WifiSsid = "";

        /// <summary>Wi-Fi password.</summary>
        public string WifiPassword = "";

        /// <summary>Server that sets the clock.</summary>
        public string TimeServer = "pool.ntp.org";

        /// <summary>ThingSpeak or a server that speaks like it, without a slash at the end.</summary>
        public string CloudUrl = "https://api.thingspeak.com";

        /// <summary>Write key of the channel; empty: nothing is sent.</summary>
        public string CloudWriteKey = "";

        /// <summary>Number of the channel; with it, entries that had to wait go out together. 0: one by one.</summary>
        public int CloudChannelId;

        /// <summary>Time between estimates and between entries of the channel, milliseconds; ThingSpeak takes one each 15 s.</summary>
        public int EstimatePeriodMs = 15000;

        /// <summary>One sentence on the first setting that cannot be; null where all can.</summary>
        public string FirstError()
        {
            if (Ina226Address < 0x40 || Ina226Address > 0x4F)
            {
                return "Ina226Address must be 0x40 to 0x4F.";
            }

            if (!(ShuntOhm > 0f))
            {
                return "ShuntOhm must be above 0.";
            }

            if (CellsInSeries < 1 || CellsInSeries > 16)
            {
                return "CellsInSeries must be 1 to 16.";
            }

            if (ThermistorChannel < 0 || ThermistorChannel > 7)
            {
                return "ThermistorChannel must be 0 to 7: ADC2 cannot be used beside Wi-Fi.";
            }

            if (EstimatePeriodMs < 1000 || EstimatePeriodMs > 3600000)
            {
                return "EstimatePeriodMs must be 1000 to 3600000.";
            }

            if (!CloudUrl.StartsWith("https://") && !CloudUrl.StartsWith("http://"))
            {
                return "CloudUrl must start with https:// or http://.";
            }

            return null;
        }
    }
}
