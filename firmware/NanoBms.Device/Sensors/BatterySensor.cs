using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>Current, voltage and temperature of a battery, by the sensors of a board.</summary>
    public sealed class BatterySensor
    {
        /// <summary>Samples in a row without an answer after which the bus is brought back; and again after each so many more.</summary>
        public const int RecoverAfter = 3;

        /// <summary>What the sensors gave at the last reading.</summary>
        public readonly Measurement Measurement = new Measurement();

        /// <summary>What was wrong at the last reading, in words: why there is none, or which sensor another one stood in for.</summary>
        public string Fault = "";

        /// <summary>What was wrong at the last reading.</summary>
        public SensorFault FaultKind;

        private readonly Sensor[] sensors;
        private readonly IBus bus;
        private readonly SensorWatch watch;
        private readonly float voltageGain, voltageOffsetV, currentGain, currentOffsetA, temperatureGain, temperatureOffsetC;
        private int unanswered;

        /// <summary>The sensors of a board.</summary>
        /// <param name="sensors">In the order in which they are asked: a later one gives only what none before it gave.</param>
        /// <param name="bus">The bus of the chip; null where there is nothing to bring back.</param>
        /// <param name="watch">Notices sensors that answer and do not measure.</param>
        /// <param name="reverseCurrent">Whether discharge reads positive.</param>
        /// <param name="voltageCalibration">Of the battery's volts.</param>
        /// <param name="currentCalibration">Of the amperes, discharge negative.</param>
        /// <param name="temperatureCalibration">Of the degrees Celsius.</param>
        public BatterySensor(
            Sensor[] sensors, IBus bus, SensorWatch watch, bool reverseCurrent,
            LinearCalibration voltageCalibration, LinearCalibration currentCalibration, LinearCalibration temperatureCalibration)
        {
            this.sensors = sensors;
            this.bus = bus;
            this.watch = watch;

            // Numbers in place of objects, each of which costs memory of its own on a device.
            voltageGain = voltageCalibration.Gain;
            voltageOffsetV = voltageCalibration.Offset;
            currentGain = reverseCurrent ? -currentCalibration.Gain : currentCalibration.Gain;
            currentOffsetA = currentCalibration.Offset;
            temperatureGain = temperatureCalibration.Gain;
            temperatureOffsetC = temperatureCalibration.Offset;
        }

        /// <summary>
        /// Reads all, rounded to the resolution that is posted; false, with <see cref="Fault"/>, where a quantity is missing.
        /// </summary>
        /// <param name="reading">The battery's voltage, its current (discharge negative) and the temperature, calibrated.</param>
        public bool TryRead(out Reading reading)
        {
            // In one method: beneath it a chip is read at the gauge's worst moment, and a call more would be a frame more.
            bool isUnanswered = false;
            reading = new Reading();
            Measurement.Clear();
            Fault = "";
            FaultKind = SensorFault.None;
            for (int k = 0; k < sensors.Length; k++)
            {
                if (sensors[k].TryRead(Measurement))
                {
                    continue;
                }

                string fault = sensors[k].Fault;
                SensorFault kind = sensors[k].FaultKind;
                if (kind == SensorFault.NoAnswer || kind == SensorFault.WrongChip)
                {
                    // A second try at once takes care of a single disturbed transfer: it sets the chip up anew where that is needed.
                    if (sensors[k].TryRead(Measurement))
                    {
                        continue;
                    }

                    isUnanswered = true;
                    fault += sensors[k].FaultKind == SensorFault.Starting ? ", set up anew" : "";
                }

                // A chip that is set up is no fault, and does not hide one.
                if (FaultKind == SensorFault.None || FaultKind == SensorFault.Starting)
                {
                    Fault = fault;
                    FaultKind = kind;
                }
            }

            unanswered = isUnanswered ? unanswered + 1 : 0;
            if (isUnanswered && unanswered % RecoverAfter == 0 && bus != null)
            {
                bus.Recover();
                Fault += ", bus set up anew";
            }

            return IsWhole(ref reading);
        }

        /// <summary>Whether all was measured, and can be believed.</summary>
        private bool IsWhole(ref Reading reading)
        {
            if (float.IsNaN(Measurement.VoltageV) || float.IsNaN(Measurement.CurrentA) || float.IsNaN(Measurement.TemperatureC))
            {
                return false;
            }

            string doubt = watch.Check(Measurement);
            if (doubt.Length > 0)
            {
                Fault = doubt;
                FaultKind = SensorFault.Implausible;
                return false;
            }

            reading = Reading.FromPhysical(
                Measurement.VoltageV * voltageGain + voltageOffsetV,
                Measurement.CurrentA * currentGain + currentOffsetA,
                Measurement.TemperatureC * temperatureGain + temperatureOffsetC);
            return true;
        }
    }
}
