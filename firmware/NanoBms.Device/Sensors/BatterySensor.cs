using NanoBms.Core;

namespace NanoBms.Device
{
    /// <summary>Current, voltage and temperature of a cell, by the sensors of a board.</summary>
    public sealed class BatterySensor
    {
        private readonly Ina226 ina226;
        private readonly Thermistor thermistor;
        private readonly int cellsInSeries;
        private readonly float currentSign;

        /// <summary>The sensors of a board.</summary>
        /// <param name="ina226">Current and voltage.</param>
        /// <param name="thermistor">Temperature.</param>
        /// <param name="settings">Cells in series and direction of the shunt.</param>
        public BatterySensor(Ina226 ina226, Thermistor thermistor, DeviceSettings settings)
        {
            this.ina226 = ina226;
            this.thermistor = thermistor;
            cellsInSeries = settings.CellsInSeries;
            currentSign = settings.ReverseCurrent ? -1f : 1f;
        }

        /// <summary>Why the last reading failed.</summary>
        public string Fault { get; private set; } = "";

        /// <summary>Reads all three, rounded to the resolution that is posted; false, with <see cref="Fault"/>, where one fails.</summary>
        public bool TryRead(out Reading reading)
        {
            reading = new Reading();
            float voltageV = 0f, currentA = 0f, temperatureC = 0f;
            if (!ina226.TryRead(out voltageV, out currentA))
            {
                Fault = ina226.Fault;
                return false;
            }

            if (!thermistor.TryRead(out temperatureC))
            {
                Fault = thermistor.Fault;
                return false;
            }

            reading = Reading.FromPhysical(voltageV / cellsInSeries, currentA * currentSign, temperatureC);
            Fault = "";
            return true;
        }
    }
}
