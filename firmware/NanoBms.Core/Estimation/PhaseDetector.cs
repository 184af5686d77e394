using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// What a battery is doing, by its current alone: at rest where hardly any has flowed for a minute, charging where it flows in on the
    /// mean of a minute, else driving. Errors of a model are measured and looked up by it.
    /// </summary>
    public sealed class PhaseDetector
    {
        /// <summary>Under a load, regeneration included.</summary>
        public const int Driving = 0;

        /// <summary>Left alone.</summary>
        public const int Resting = 1;

        /// <summary>At a charger.</summary>
        public const int Charging = 2;

        /// <summary>Phases.</summary>
        public const int Count = 3;

        // A hundredth of the capacity an hour: above the offset of a sensor, below the last current of a charge.
        private const float QuietRate = 0.01f;

        // Beyond so many times that a sample is a fault: it counts as that much, and the mean stays a number.
        private const float MaxQuietTimes = 10000f;

        // Seconds that it must be quiet for, and over which the current is averaged.
        private const float QuietS = 60f, MeanS = 60f;

        private readonly float quietA;
        private float quietForS, meanA;
        private bool hasMean;

        /// <summary>A detector.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours; not above 0: nothing counts as quiet.</param>
        public PhaseDetector(float ratedCapacityAh)
        {
            quietA = RealNumber.IsPositive(ratedCapacityAh) ? QuietRate * ratedCapacityAh : 0f;
        }

        /// <summary>The phase: <see cref="Driving"/>, <see cref="Resting"/> or <see cref="Charging"/>.</summary>
        public int Phase
        {
            get { return quietForS >= QuietS ? Resting : meanA > quietA ? Charging : Driving; }
        }

        /// <summary>Takes the current of a time; no numbers and times not above 0 count for nothing.</summary>
        /// <param name="currentA">Current of one cell in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds.</param>
        public void Add(float currentA, float durationS)
        {
            if (!RealNumber.IsPositive(durationS) || !RealNumber.IsWithin(currentA, float.MinValue, float.MaxValue))
            {
                return;
            }

            float maxA = quietA > 0f ? MaxQuietTimes * quietA : MaxQuietTimes;
            float possibleA = (float)RealNumber.Clamp(currentA, -maxA, maxA);
            meanA = hasMean ? meanA + durationS / (MeanS + durationS) * (possibleA - meanA) : possibleA;
            hasMean = true;
            quietForS = RealNumber.IsWithin(currentA, -quietA, quietA) ? quietForS + durationS : 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            quietForS = meanA = 0f;
            hasMean = false;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref quietForS);
            buffer.Serialize(ref meanA);
            buffer.Serialize(ref hasMean);
        }
    }
}
