// Written by tools/SettingsTable from firmware/NanoBms.Device/Settings/DeviceSettings.cs. Do not edit.
namespace NanoBms.Device.Settings
{
    /// <content>The visit of the rows.</content>
    public sealed partial class DeviceSettings
    {
        /// <summary>Has a reader take and check each setting, in the order of the rows.</summary>
        internal void Visit(SettingsReader reader)
        {
            reader.Sensor("currentSensor", ref CurrentSensor);
            reader.SensorAddress("sensorAddress", ref SensorAddress);
            reader.Gpio("i2cDataPin", ref I2cDataPin);
            reader.Gpio("i2cClockPin", ref I2cClockPin);
            reader.Number("shuntOhm", ref ShuntOhm, SettingsReader.MinPositive, float.MaxValue, "must be above 0 ohms.");
            reader.Flag("reverseCurrent", ref ReverseCurrent);
            reader.Whole("cellsInSeries", ref CellsInSeries, 1, 16, "must be 1 to 16.");
            reader.Number("fullVoltageV", ref FullVoltageV, 0f, 5f, "must be 0 to 5 volts.");
            reader.AdcChannel("thermistorChannel", ref ThermistorChannel);
            reader.Number("adcFullScalePerSupply", ref AdcFullScalePerSupply, 0.1f, 10f, "must be 0.1 to 10.");
            reader.Number(
                "thermistorResistorOhm", ref ThermistorResistorOhm, SettingsReader.MinPositive, float.MaxValue,
                "must be above 0 ohms.");
            reader.Number(
                "thermistorNominalOhm", ref ThermistorNominalOhm, SettingsReader.MinPositive, float.MaxValue,
                "must be above 0 ohms.");
            reader.Number("thermistorBeta", ref ThermistorBeta, SettingsReader.MinPositive, float.MaxValue, "must be above 0 kelvins.");
            reader.Number(
                "thermistorSteinhartA", ref ThermistorSteinhartA, -float.MaxValue, float.MaxValue,
                "must be a number of single precision.");
            reader.Number(
                "thermistorSteinhartB", ref ThermistorSteinhartB, -float.MaxValue, float.MaxValue,
                "must be a number of single precision.");
            reader.Number(
                "thermistorSteinhartC", ref ThermistorSteinhartC, -float.MaxValue, float.MaxValue,
                "must be a number of single precision.");
            reader.SpareAdcChannel("supplyChannel", ref SupplyChannel);
            reader.Calibration("voltageCalibration", ref VoltageCalibration);
            reader.Calibration("currentCalibration", ref CurrentCalibration);
            reader.Calibration("temperatureCalibration", ref TemperatureCalibration);
            reader.Text("wifiSsid", ref WifiSsid, 0, 32, "must be at most 32 characters.");
            reader.Text("wifiPassword", ref WifiPassword, 0, 64, "must be at most 64 characters.");
            reader.Text("timeServer", ref TimeServer, 1, 253, "must name a server, in at most 253 characters.");
            reader.Url("cloudUrl", ref CloudUrl);
            reader.Key("cloudWriteKey", ref CloudWriteKey);
            reader.Key("cloudReadKey", ref CloudReadKey);
            reader.Whole("cloudChannelId", ref CloudChannelId, 0, int.MaxValue, "must be the channel's number, or 0 for none.");
            reader.Whole("cloudPeriodMs", ref CloudPeriodMs, 1000, 3600000, "must be 1000 to 3600000 milliseconds.");
            reader.Whole("estimatePeriodMs", ref EstimatePeriodMs, 1000, 3600000, "must be 1000 to 3600000 milliseconds.");
            reader.Choice("sleep", ref Sleep, "must be \"none\", \"light\" or \"deep\".");
            reader.Whole("keepInMemory", ref KeepInMemory, 0, 239, "must be 0 to 239 entries.");
            reader.Number("alarmLowSocPercent", ref AlarmLowSocPercent, 0f, 100f, "must be 0 to 100 percent.");
            reader.Number("alarmLowSocHysteresisPercent", ref AlarmLowSocHysteresisPercent, 0f, 50f, "must be 0 to 50 percent.");
            reader.OutputPin("alarmLowSocPin", ref AlarmLowSocPin);
            reader.Number("alarmOverTemperatureC", ref AlarmOverTemperatureC, 0f, 100f, "must be 0 to 100 degrees Celsius.");
            reader.Number("alarmOverTemperatureHysteresisC", ref AlarmOverTemperatureHysteresisC, 0f, 50f, "must be 0 to 50 kelvins.");
            reader.OutputPin("alarmOverTemperaturePin", ref AlarmOverTemperaturePin);
            reader.Number("alarmOverCurrentA", ref AlarmOverCurrentA, 0f, float.MaxValue, "must be 0 amperes or above.");
            reader.Number(
                "alarmOverCurrentHysteresisA", ref AlarmOverCurrentHysteresisA, 0f, float.MaxValue,
                "must be 0 amperes or above.");
            reader.OutputPin("alarmOverCurrentPin", ref AlarmOverCurrentPin);
            reader.Flag("selfTest", ref SelfTest);
        }
    }
}
