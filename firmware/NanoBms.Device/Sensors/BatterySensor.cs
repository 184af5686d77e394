using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.Device.Sensors
{
    /// <summary>Current, voltage and temperature of a cell, by the sensors of a board.</summary>
    public sealed class BatterySensor
    {
        /// <summary>Samples in a row without an answer after which the bus is brought back; and again after each so many more.</summary>
        public const int RecoverAfter = 3;

        private readonly ICurrentSensor currentSensor;
        private readonly Thermistor thermistor;
        private readonly IBus bus;
        private readonly int cellsInSeries;
        private readonly float currentSign;
        private readonly LinearCalibration voltageCalibration, currentCalibration, temperatureCalibration;
        private int unanswered;

        /// <summary>The sensors of a board.</summary>
        /// <param name="currentSensor">Current and voltage.</param>
        /// <param name="thermistor">Temperature.</param>
        /// <param name="bus">The bus of the current sensor; null where there is nothing to bring back.</param>
        /// <param name="settings">Cells in series, direction of the shunt, calibration.</param>
        public BatterySensor(ICurrentSensor currentSensor, Thermistor thermistor, IBus bus, DeviceSettings settings)
        {
            this.currentSensor = currentSensor;
            this.thermistor = thermistor;
            this.bus = bus;
            cellsInSeries = settings.CellsInSeries;
            currentSign = settings.ReverseCurrent ? -1f : 1f;
            voltageCalibration = LinearCalibration.Parse(settings.VoltageCalibration);
            currentCalibration = LinearCalibration.Parse(settings.CurrentCalibration);
            temperatureCalibration = LinearCalibration.Parse(settings.TemperatureCalibration);
        }

        /// <summary>Why the last reading failed.</summary>
        public string Fault { get; private set; } = "";

        /// <summary>Times the bus was brought back.</summary>
        public int Recoveries { get; private set; }

        /// <summary>Reads all three, rounded to the resolution that is posted; false, with <see cref="Fault"/>, where one fails.</summary>
        /// <param name="reading">The mean cell's voltage, the current (discharge negative) and the temperature, calibrated.</param>
        public bool TryRead(out Reading reading)
        {
            reading = new Reading();
            float voltageV = 0f, currentA = 0f, temperatureC = 0f;
            if (!TryReadCurrent(out voltageV, out currentA))
            {
                return false;
            }

            if (!thermistor.TryRead(out temperatureC))
            {
                Fault = thermistor.Fault;
                return false;
            }

            reading = Reading.FromPhysical(
                voltageCalibration.Apply(voltageV / cellsInSeries),
                currentCalibration.Apply(currentA * currentSign),
                temperatureCalibration.Apply(temperatureC));
            Fault = "";
            return true;
        }

        private bool TryReadCurrent(out float voltageV, out float currentA)
        {
            // A second try at once takes care of a single disturbed transfer: it sets the chip up anew where that is needed.
            if (currentSensor.TryRead(out voltageV, out currentA)
                || (IsUnanswered() && currentSensor.TryRead(out voltageV, out currentA)))
            {
                unanswered = 0;
                return true;
            }

            Fault = currentSensor.Fault;
            if (!IsUnanswered())
            {
                unanswered = 0;
            }
            else if (++unanswered % RecoverAfter == 0 && bus != null)
            {
                bus.Recover();
                Recoveries++;
                Fault += ", bus set up anew";
            }

            return false;
        }

        private bool IsUnanswered()
        {
            return currentSensor.FaultKind == SensorFault.NoAnswer || currentSensor.FaultKind == SensorFault.WrongChip;
        }
    }
}
