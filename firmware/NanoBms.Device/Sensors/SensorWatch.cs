using System;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// Notices sensors that answer in time and by the rules, and yet do not measure: a value that stands still while the others show that
    /// it cannot, and a value that is nothing but noise. The limits stand well beyond what healthy cells reach: eng/choose-sensor-watch
    /// reckons them from the data sheets of chips and cells and from validation recordings, and tells how. A value that moves again, or
    /// noise that ends, is believed again.
    /// </summary>
    public sealed class SensorWatch
    {
        /// <summary>
        /// Jumps of the current after which a voltage that did not move by a step stands still. Each moves the voltage by the battery's
        /// resistance times a fifth of its capacity an hour: tens of steps.
        /// </summary>
        public const int MaxJumpsOfCurrent = 10;

        /// <summary>
        /// Jumps of the voltage after which a current that did not move by a step stands still: more than of the current, for a voltage
        /// jumps by a bad contact as well.
        /// </summary>
        public const int MaxJumpsOfVoltage = 30;

        /// <summary>
        /// Share of the capacity that flows before voltage and current that both stand still are not believed: within less, a cell of iron
        /// phosphate at a charger's constant current does not move by a step of an INA219.
        /// </summary>
        public const float MaxStillShare = 0.3f;

        /// <summary>The same for a temperature, which moves slowly.</summary>
        public const float MaxStillTemperatureShare = 0.32f;

        /// <summary>
        /// Mean jump from sample to sample beyond which a current is noise, as a share of the sensor's range. Values anywhere in the range
        /// jump by two thirds of it.
        /// </summary>
        public const float MaxNoiseShare = 0.43f;

        /// <summary>Mean jump of a cell's voltage beyond which it is noise, volts: more than a cell moves between empty and full.</summary>
        public const float MaxNoiseV = 0.7f;

        /// <summary>Mean jump of the temperature beyond which it is noise, kelvins.</summary>
        public const float MaxNoiseK = 4f;

        private const float JumpV = 0.02f, JumpShareAnHour = 0.2f, NewShare = 0.125f;

        private readonly float rangeA, cells, jumpA, sampleShare;
        private float voltageV = float.NaN, currentA, temperatureC;
        private float noiseV, noiseA, noiseK, stillShare, stillTemperatureShare;
        private int jumpsOfCurrent, jumpsOfVoltage;

        /// <summary>A watch over the sensors of a battery.</summary>
        /// <param name="rangeA">Amperes that the sensor can show either way.</param>
        /// <param name="cellsInSeries">Cells of the battery, 1 or more.</param>
        /// <param name="capacityAh">Its capacity; 0, where that is not known: no current is a jump.</param>
        /// <param name="periodMs">Milliseconds from sample to sample.</param>
        public SensorWatch(float rangeA, int cellsInSeries, float capacityAh, int periodMs)
        {
            this.rangeA = rangeA;
            cells = cellsInSeries;
            jumpA = capacityAh > 0f ? capacityAh * JumpShareAnHour : float.MaxValue;
            sampleShare = capacityAh > 0f ? periodMs / 3600000f / capacityAh : 0f;
        }

        /// <summary>What of a sample is not to be believed, in words; empty where nothing is.</summary>
        /// <param name="measurement">A sample with all three values.</param>
        public string Check(Measurement measurement)
        {
            float jumpV = Math.Abs(measurement.VoltageV - voltageV);
            if (!float.IsNaN(jumpV))
            {
                Watch(jumpV, Math.Abs(measurement.CurrentA - currentA), Math.Abs(measurement.TemperatureC - temperatureC));
            }

            voltageV = measurement.VoltageV;
            currentA = measurement.CurrentA;
            temperatureC = measurement.TemperatureC;
            if (noiseA > MaxNoiseShare * rangeA || noiseV > MaxNoiseV * cells || noiseK > MaxNoiseK)
            {
                return (noiseA > MaxNoiseShare * rangeA ? "current" : (noiseV > MaxNoiseV * cells ? "voltage" : "temperature"))
                    + " jumps about at random";
            }

            if (jumpsOfCurrent >= MaxJumpsOfCurrent || stillShare >= MaxStillShare)
            {
                return "voltage stands still while current flows";
            }

            if (jumpsOfVoltage >= MaxJumpsOfVoltage)
            {
                return "current stands still while the voltage moves";
            }

            return stillTemperatureShare >= MaxStillTemperatureShare ? "temperature stands still while current flows" : "";
        }

        private void Watch(float jumpVolts, float jumpAmperes, float jumpKelvins)
        {
            noiseV += NewShare * (jumpVolts - noiseV);
            noiseA += NewShare * (jumpAmperes - noiseA);
            noiseK += NewShare * (jumpKelvins - noiseK);

            float flown = Math.Abs(currentA) >= jumpA ? Math.Abs(currentA) * sampleShare : 0f;
            jumpsOfCurrent = jumpVolts > 0f ? 0 : jumpsOfCurrent + (jumpAmperes >= jumpA ? 1 : 0);
            jumpsOfVoltage = jumpAmperes > 0f ? 0 : jumpsOfVoltage + (jumpVolts >= JumpV * cells ? 1 : 0);
            stillShare = jumpVolts > 0f || jumpAmperes > 0f ? 0f : stillShare + flown;
            stillTemperatureShare = jumpKelvins > 0f ? 0f : stillTemperatureShare + flown;
        }
    }
}
