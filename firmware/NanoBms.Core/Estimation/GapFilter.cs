using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>What a sample is after the gap filter.</summary>
    public enum SampleStatus
    {
        /// <summary>Measured and plausible.</summary>
        Good = 0,

        /// <summary>Failed or implausible: the last good one stands in for it.</summary>
        Held = 1,

        /// <summary>Failed or implausible, and nothing may stand in for it: what came before is void.</summary>
        Gap = 2,
    }

    /// <summary>
    /// Bridges failed or implausible readings: the last good reading is held for at most <see cref="MaxHeld"/> samples in a row;
    /// a longer gap voids the history, so that no model ever sees invented data as measured.
    /// </summary>
    public sealed class GapFilter
    {
        /// <summary>Samples in a row that the last good reading may stand in for.</summary>
        public const int MaxHeld = 3;

        private readonly ModelInfo info;
        private bool hasLast;
        private int held;

        /// <summary>The last good reading: cell volts.</summary>
        public float VoltageV;

        /// <summary>The last good reading: amperes, discharge negative.</summary>
        public float CurrentA;

        /// <summary>The last good reading: degrees Celsius.</summary>
        public float TemperatureC;

        /// <summary>A filter with the plausible ranges of the model's cell.</summary>
        public GapFilter(ModelInfo info)
        {
            this.info = info;
        }

        /// <summary>Whether the sample before was a good reading.</summary>
        public bool IsInRow
        {
            get { return hasLast && held == 0; }
        }

        /// <summary>Whether a reading can be true of the cell. NaN and infinities never are.</summary>
        public bool IsPlausible(float voltageV, float currentA, float temperatureC)
        {
            return RealNumber.IsWithin(voltageV, info.MinVoltageV, info.MaxVoltageV)
                && RealNumber.IsWithin(currentA, -info.MaxCurrentA, info.MaxCurrentA)
                && RealNumber.IsWithin(temperatureC, info.MinTemperatureC, info.MaxTemperatureC);
        }

        /// <summary>Takes a reading; an implausible one counts as failed.</summary>
        public SampleStatus Push(float voltageV, float currentA, float temperatureC)
        {
            if (!IsPlausible(voltageV, currentA, temperatureC))
            {
                return PushFailed();
            }

            VoltageV = voltageV;
            CurrentA = currentA;
            TemperatureC = temperatureC;
            hasLast = true;
            held = 0;
            return SampleStatus.Good;
        }

        /// <summary>Takes a sample time at which no reading could be had.</summary>
        public SampleStatus PushFailed()
        {
            if (hasLast && held < MaxHeld)
            {
                held++;
                return SampleStatus.Held;
            }

            hasLast = false;
            return SampleStatus.Gap;
        }

        /// <summary>Forgets the last reading.</summary>
        public void Reset()
        {
            hasLast = false;
            held = 0;
        }

        /// <summary>Serialises the last reading and how long it has stood in.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref VoltageV);
            buffer.Serialize(ref CurrentA);
            buffer.Serialize(ref TemperatureC);
            buffer.Serialize(ref hasLast);
            buffer.SerializeByte(ref held);
        }
    }
}
