using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Running
{
    /// <summary>The alarms of a gauge; each is there only where its limit is set.</summary>
    public sealed class AlarmPanel
    {
        private readonly ILog log;
        private readonly Alarm lowSoc, overTemperature, overCurrent;

        /// <summary>Alarms by the settings, all off.</summary>
        /// <param name="settings">Limits.</param>
        /// <param name="hardware">Outputs and console.</param>
        public AlarmPanel(DeviceSettings settings, GaugeHardware hardware)
        {
            log = hardware.Log;
            if (RealNumber.IsPositive(settings.AlarmLowSocPercent))
            {
                lowSoc = new Alarm(settings.AlarmLowSocPercent, settings.AlarmLowSocHysteresisPercent, false, hardware.LowSocOutput);
            }

            if (RealNumber.IsPositive(settings.AlarmOverTemperatureC))
            {
                overTemperature = new Alarm(
                    settings.AlarmOverTemperatureC, settings.AlarmOverTemperatureHysteresisC, true, hardware.OverTemperatureOutput);
            }

            if (RealNumber.IsPositive(settings.AlarmOverCurrentA))
            {
                overCurrent = new Alarm(settings.AlarmOverCurrentA, settings.AlarmOverCurrentHysteresisA, true, hardware.OverCurrentOutput);
            }
        }

        /// <summary>The bits of <see cref="StatusBits"/> of alarms that are on.</summary>
        public int Status
        {
            get { return Bit(lowSoc, StatusBits.LowSoc) | Bit(overTemperature, StatusBits.OverTemperature) | Bit(overCurrent, StatusBits.OverCurrent); }
        }

        /// <summary>Takes a good reading.</summary>
        public void Update(Reading reading)
        {
            float currentA = reading.CurrentA;
            Update(overTemperature, reading.TemperatureC, "over-temperature");
            Update(overCurrent, currentA < 0f ? -currentA : currentA, "over-current");
        }

        /// <summary>Takes an estimate.</summary>
        public void Update(float socPercent)
        {
            Update(lowSoc, socPercent, "low state of charge");
        }

        /// <summary>Serialises which alarms are on.</summary>
        public void Serialize(StateBuffer buffer)
        {
            Serialize(lowSoc, buffer);
            Serialize(overTemperature, buffer);
            Serialize(overCurrent, buffer);
        }

        private static void Serialize(Alarm alarm, StateBuffer buffer)
        {
            if (alarm != null)
            {
                alarm.Serialize(buffer);
            }
        }

        private static int Bit(Alarm alarm, int bit)
        {
            return alarm != null && alarm.IsOn ? bit : 0;
        }

        private void Update(Alarm alarm, float value, string name)
        {
            if (alarm != null && alarm.Update(value))
            {
                log.Write("Alarm " + name + (alarm.IsOn ? " on" : " off"));
            }
        }
    }
}
