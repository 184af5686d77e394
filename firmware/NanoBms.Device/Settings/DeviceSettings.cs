namespace NanoBms.Device.Settings
{
    /// <summary>
    /// The table of settings: all that a user may set, a field each. Its initial value is the default, which fits the board of hardware/
    /// and one cell; its comment says what it means and what it may be; in the settings file (<see cref="SettingsFile"/>) it has the same
    /// name with a small first letter. From these rows the converter's settings-table writes the visit that reads and checks them, the
    /// tables of docs/settings.md and the schema docs/settings.schema.json.
    /// </summary>
    /// <remarks>
    /// A row: the <c>summary</c> is the document's "meaning". <c>setting</c> names the document's table (<c>in</c>), the kind where the
    /// field's type does not tell it (<c>kind</c>: a method of <see cref="SettingsReader"/>), what it may be (<c>min</c>, <c>max</c>,
    /// <c>above</c>, <c>unit</c>, <c>values</c>), and the sentence's end where it is not made of these (<c>rule</c>). Its text is what else
    /// must hold; that is checked by <see cref="CheckTogether"/>.
    /// </remarks>
    public sealed partial class DeviceSettings
    {
        /// <summary>
        /// The sensor chip. What each measures, how finely and how far: its README in
        /// [firmware/NanoBms.Device/Sensors](../firmware/NanoBms.Device/Sensors).
        /// </summary>
        /// <setting in="sensors" kind="Sensor" values="INA226, INA219, INA228"/>
        public string CurrentSensor = BoardDefaults.CurrentSensor;

        /// <summary>I2C address of the chip; without it that of the board's chip, and of another chip the first that it can have.</summary>
        /// <setting in="sensors" kind="SensorAddress" min="0x40" max="0x4F">one that the chip can have</setting>
        public int SensorAddress = BoardDefaults.SensorAddress;

        /// <summary>I2C data; of no effect on a Raspberry Pi.</summary>
        /// <setting in="sensors" kind="Gpio"/>
        public int I2cDataPin = BoardDefaults.I2cDataPin;

        /// <summary>I2C clock; of no effect on a Raspberry Pi.</summary>
        /// <setting in="sensors" kind="Gpio">not <c>i2cDataPin</c></setting>
        public int I2cClockPin = BoardDefaults.I2cClockPin;

        /// <summary>The shunt; the INA226 measures up to 81.92 mV across it.</summary>
        /// <setting in="sensors" above="0" unit="ohms"/>
        public float ShuntOhm = BoardDefaults.ShuntOhm;

        /// <summary><c>true</c> where discharge reads positive: IN+ and IN- are swapped.</summary>
        /// <setting in="sensors"/>
        public bool ReverseCurrent;

        /// <summary>
        /// ADC1 channel of the thermistor; 0 to 7 are GPIO36 to 39 and 32 to 35. On a Raspberry Pi the input of the ADS1115, 0 to 3, and
        /// must be set.
        /// </summary>
        /// <setting in="sensors" kind="AdcChannel"/>
        public int ThermistorChannel = BoardDefaults.ThermistorChannel;

        /// <summary>The ADC's full scale divided by the divider's supply; of no effect with <c>supplyChannel</c>.</summary>
        /// <setting in="sensors" min="0.1" max="10"/>
        public float AdcFullScalePerSupply = BoardDefaults.AdcFullScalePerSupply;

        /// <summary>Resistor from the ADC pin to ground.</summary>
        /// <setting in="sensors" above="0" unit="ohms"/>
        public float ThermistorResistorOhm = BoardDefaults.ThermistorResistorOhm;

        /// <summary>The NTC's resistance at 25 degC.</summary>
        /// <setting in="sensors" above="0" unit="ohms"/>
        public float ThermistorNominalOhm = BoardDefaults.ThermistorNominalOhm;

        /// <summary>The NTC's beta.</summary>
        /// <setting in="sensors" above="0" unit="kelvins"/>
        public float ThermistorBeta = BoardDefaults.ThermistorBeta;

        /// <summary>
        /// Steinhart-Hart coefficient A, for ohms and kelvins; other than 0: used instead of nominal resistance and beta.
        /// </summary>
        /// <setting in="sensors">0, or with B and C -40 to 150 degC at <c>thermistorNominalOhm</c></setting>
        public float ThermistorSteinhartA;

        /// <summary>Steinhart-Hart coefficient B.</summary>
        /// <setting in="sensors"/>
        public float ThermistorSteinhartB;

        /// <summary>Steinhart-Hart coefficient C.</summary>
        /// <setting in="sensors"/>
        public float ThermistorSteinhartC;

        /// <summary>
        /// ADC channel at the middle of two equal resistors across the divider's supply: cancels the ADC's scale and the supply's drift;
        /// -1: none.
        /// </summary>
        /// <setting in="sensors" kind="SpareAdcChannel">not <c>thermistorChannel</c></setting>
        public int SupplyChannel = -1;

        /// <summary>
        /// Calibration of the battery's voltage, volts, such as <c>"3.012=3.000, 4.205=4.198"</c>; empty: none. Getting the pairs:
        /// <see href="../hardware/README.md#calibration">hardware/README.md</see>.
        /// </summary>
        /// <setting in="sensors" kind="Calibration"/>
        public string VoltageCalibration = "";

        /// <summary>Calibration of the current, amperes, discharge negative.</summary>
        /// <setting in="sensors" kind="Calibration"/>
        public string CurrentCalibration = "";

        /// <summary>Calibration of the temperature, degrees Celsius.</summary>
        /// <setting in="sensors" kind="Calibration"/>
        public string TemperatureCalibration = "";

        /// <summary>Cells in series. Log and channel show the battery's own volts and amperes; the model sees one cell.</summary>
        /// <setting in="battery" min="1" max="16"/>
        public int CellsInSeries = 1;

        /// <summary>Cells in parallel: each carries its share of the current.</summary>
        /// <setting in="battery" min="1" max="64"/>
        public int CellsInParallel = 1;

        /// <summary>Rated capacity of one cell; 0: that of the model's cell.</summary>
        /// <setting in="battery" min="0" max="1000" unit="ampere-hours"/>
        public float CellCapacityAh;

        /// <summary>
        /// A cell at or above this voltage that carries next to no current for a minute is full: the state of charge is 100 % then; 0: full
        /// is never recognised; -1: as the model's cell has it.
        /// </summary>
        /// <setting in="battery" min="-1" max="5" unit="volts"/>
        public float FullVoltageV = -1f;

        /// <summary>
        /// Your word, taken once at the next start: <c>"full"</c>, <c>"75%"</c> for a state of charge, or <c>"replaced"</c>, which forgets
        /// what was learnt of the battery. To say the same again later, add a note after a space: <c>"full 2"</c>.
        /// </summary>
        /// <setting in="battery" max="40">a word of these, or empty</setting>
        public string BatteryNow = "";

        /// <summary>Wi-Fi network (2.4 GHz); empty: no network. Of no effect on a Raspberry Pi.</summary>
        /// <setting in="channel" max="32"/>
        public string WifiSsid = "";

        /// <summary>Wi-Fi password. Never logged.</summary>
        /// <setting in="channel" max="64"/>
        public string WifiPassword = "";

        /// <summary>SNTP server that sets the clock; of no effect on a Raspberry Pi.</summary>
        /// <setting in="channel" min="1" max="253" rule="must name a server, in at most 253 characters."/>
        public string TimeServer = "pool.ntp.org";

        /// <summary>
        /// ThingSpeak or a server that speaks like it; an ESP32 takes only certificates that chain to DigiCert Global Root G2 (valid until
        /// 2038-01-15) or DigiCert Global Root CA (until 2031-11-10), or to those of <c>cloudRootCertificate</c>. <c>http://</c> is not
        /// encrypted: everyone on the way can read the key.
        /// </summary>
        /// <setting in="channel" kind="Url"/>
        public string CloudUrl = "https://api.thingspeak.com";

        /// <summary>
        /// File beside the settings with further root certificates, PEM, at most 4096 bytes: for a server of one's own, or after ThingSpeak
        /// changed its authority. Empty: none.
        /// </summary>
        /// <setting in="channel" kind="FileName"/>
        public string CloudRootCertificate = "";

        /// <summary>Write key of the channel; empty: nothing is sent, and nothing is stored for sending. Never logged.</summary>
        /// <setting in="channel" kind="Key"/>
        public string CloudWriteKey = "";

        /// <summary>Read key, where the channel is not public: to ask what it holds after a reply that got lost. Never logged.</summary>
        /// <setting in="channel" kind="Key"/>
        public string CloudReadKey = "";

        /// <summary>
        /// Number of the channel. With it, entries that had to wait go out up to 20 together; 0: one by one, so that a backlog hardly
        /// shrinks.
        /// </summary>
        /// <setting in="channel" min="0" rule="must be the channel's number, or 0 for none."/>
        public int CloudChannelId;

        /// <summary>Time between writes to the channel; ThingSpeak takes one each 15 s.</summary>
        /// <setting in="channel" min="1000" max="3600000" unit="milliseconds">
        /// where something is sent, at most <c>estimatePeriodMs</c>, or 18 times as much with <c>cloudChannelId</c>
        /// </setting>
        public int CloudPeriodMs = 15000;

        /// <summary>
        /// Time between estimates, and between entries of the channel; samples are taken as often as the model wants them, whatever this
        /// says.
        /// </summary>
        /// <setting in="channel" min="1000" max="3600000" unit="milliseconds"/>
        public int EstimatePeriodMs = 15000;

        /// <summary>
        /// What an ESP32 does between samples: <see href="#sleep-between-samples">below</see>; on a Raspberry Pi <c>"none"</c>.
        /// </summary>
        /// <setting in="channel" kind="Choice" values="none, light, deep"/>
        public string Sleep = SleepMode.None;

        /// <summary>Entries that may wait in memory only: <see href="#wear-of-the-flash">below</see>.</summary>
        /// <setting in="channel" min="0" max="239" unit="entries"/>
        public int KeepInMemory = 1;

        /// <summary>
        /// MQTT broker that a Raspberry Pi tells of itself, for [Home Assistant](home-assistant.md): <c>mqtt://BROKER</c>,
        /// <c>mqtts://USER@BROKER:8883</c> (encrypted). Empty: none. Of no effect on an ESP32.
        /// </summary>
        /// <setting in="channel" max="253"/>
        public string MqttBroker = "";

        /// <summary>Password of the broker's user. Never logged.</summary>
        /// <setting in="channel" max="64"/>
        public string MqttPassword = "";

        /// <summary>
        /// File beside the settings with the certificate of the authority that the broker's chains to, PEM; empty: those of the system.
        /// </summary>
        /// <setting in="channel" kind="FileName"/>
        public string MqttRootCertificate = "";

        /// <summary>
        /// Password of the [set-up page](set-up.md), and of the gauge's own Wi-Fi while it is open; the page asks for one at the first
        /// set-up. Empty: none. Never logged.
        /// </summary>
        /// <setting in="page" max="63">empty, or 8 to 63 letters, digits and signs of ASCII</setting>
        public string PagePassword = "";

        /// <summary>
        /// TCP port of the page on a Raspberry Pi, in the local network; 0: no page. Of no effect on an ESP32, whose page is at port 80 of
        /// its own Wi-Fi.
        /// </summary>
        /// <setting in="page" min="0" max="65535">with <c>pagePassword</c></setting>
        public int PagePort;

        /// <summary>
        /// GPIO of a button to ground that opens set-up where it is pressed right after EN and held for some seconds; 0: BOOT of most
        /// boards; -1: none. Not read where I2C has it.
        /// </summary>
        /// <setting in="page" min="-1" max="48" rule="must be a GPIO, 0 to 48, or -1 for none."/>
        public int SetUpPin;

        /// <summary>The alarm for a low state of charge is on below this; 0: no such alarm.</summary>
        /// <setting in="alarms" min="0" max="100" unit="percent"/>
        public float AlarmLowSocPercent;

        /// <summary>The alarm for a low state of charge goes off again above the limit and this.</summary>
        /// <setting in="alarms" min="0" max="50" unit="percent"/>
        public float AlarmLowSocHysteresisPercent = 3f;

        /// <summary>The pin that is high while the alarm for a low state of charge is on; -1: none.</summary>
        /// <setting in="alarms" kind="OutputPin">not one of I2C</setting>
        public int AlarmLowSocPin = BoardDefaults.AlarmLowSocPin;

        /// <summary>The alarm for over-temperature is on above this; 0: no such alarm.</summary>
        /// <setting in="alarms" min="0" max="100" unit="degrees Celsius"/>
        public float AlarmOverTemperatureC;

        /// <summary>The alarm for over-temperature goes off again this far below the limit.</summary>
        /// <setting in="alarms" min="0" max="50" unit="kelvins"/>
        public float AlarmOverTemperatureHysteresisC = 3f;

        /// <summary>The pin that is high while the alarm for over-temperature is on; -1: none.</summary>
        /// <setting in="alarms" kind="OutputPin">not one of I2C</setting>
        public int AlarmOverTemperaturePin = BoardDefaults.AlarmOverTemperaturePin;

        /// <summary>The alarm for over-current is on above this in either direction; 0: no such alarm.</summary>
        /// <setting in="alarms" min="0" unit="amperes"/>
        public float AlarmOverCurrentA;

        /// <summary>The alarm for over-current goes off again this far below the limit.</summary>
        /// <setting in="alarms" min="0" unit="amperes"/>
        public float AlarmOverCurrentHysteresisA = 0.5f;

        /// <summary>The pin that is high while the alarm for over-current is on; -1: none.</summary>
        /// <setting in="alarms" kind="OutputPin">not one of I2C</setting>
        public int AlarmOverCurrentPin = BoardDefaults.AlarmOverCurrentPin;

        /// <summary>At the start, runs the model on a known input and logs time, free memory and whether the output is right.</summary>
        /// <setting in="alarms"/>
        public bool SelfTest;
    }
}
