using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Running
{
    /// <summary>The alarms of a gauge.</summary>
    public sealed class AlarmPanel
    {
        private readonly ILog log;
        private readonly Alarm lowSoc, overTemperature, overCurrent;

        /// <summary>A panel of alarms, all off; null: there is none of the kind.</summary>
        /// <param name="log">The console.</param>
        /// <param name="lowSoc">On at a low state of charge, percent.</param>
        /// <param name="overTemperature">On at a high temperature, degrees Celsius.</param>
        /// <param name="overCurrent">On at a high current in either direction, amperes.</param>
        public AlarmPanel(ILog log, Alarm lowSoc, Alarm overTemperature, Alarm overCurrent)
        {
            this.log = log;
            this.lowSoc = lowSoc;
            this.overTemperature = overTemperature;
            this.overCurrent = overCurrent;
        }

        /// <summary>The bits of <see cref="StatusBits"/> of alarms that are on.</summary>
        public int Status
        {
            get
            {
                return Bit(lowSoc, StatusBits.LowSoc) | Bit(overTemperature, StatusBits.OverTemperature)
                | Bit(overCurrent, StatusBits.OverCurrent);
            }
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
