using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// The charge counter of a gauge: takes every reading once, and gives the charge that flowed, a count that the network is held against,
    /// and whether the cell was found full. Values that are no finite numbers change nothing.
    /// </summary>
    public sealed class CoulombCounter
    {
        // A current that empties a cell in six minutes: what changes by more is a fault, and is not to be remembered for hours.
        private const double MaxPercentPerS = 100.0 / 360.0;

        private readonly float ratedCapacityAh;
        private readonly FullChargeDetector full;
        private readonly SampledCurrent current = new SampledCurrent();
        private readonly AnchoredCount reference = new AnchoredCount();
        private double changePercent;

        /// <summary>A counter without an anchor.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours; not above 0: nothing is counted.</param>
        /// <param name="fullVoltageV">
        /// Voltage of a full cell, volts (see <see cref="FullChargeDetector"/>); 0: full is never recognised.
        /// </param>
        /// <param name="tailCurrentA">Current at which its charge ends, amperes; 0: full is never recognised.</param>
        public CoulombCounter(float ratedCapacityAh, float fullVoltageV, float tailCurrentA)
        {
            this.ratedCapacityAh = RealNumber.IsFinite(ratedCapacityAh) && ratedCapacityAh > 0f ? ratedCapacityAh : 0f;
            full = new FullChargeDetector(fullVoltageV, tailCurrentA);
        }

        /// <summary>Rated capacity of a cell in ampere-hours; 0 where it is not known.</summary>
        public float CapacityAh
        {
            get { return ratedCapacityAh; }
        }

        /// <summary>Whether the cell's capacity is known, without which nothing is counted.</summary>
        public bool HasCapacity
        {
            get { return ratedCapacityAh > 0f; }
        }

        /// <summary>State of charge, percent, that an ampere moves in a second; only where the capacity is known.</summary>
        public double PercentPerAs
        {
            get { return ToPercent(1f, 1f, ratedCapacityAh); }
        }

        /// <summary>
        /// Percent that the last reading moved the state of charge by: between samples that are far apart the current is interpolated.
        /// </summary>
        public double ChangePercent
        {
            get { return changePercent; }
        }

        /// <summary>The count that the network is held against: anchored anew where the network itself is what it rests on.</summary>
        public AnchoredCount Reference
        {
            get { return reference; }
        }

        /// <summary>
        /// Counts a reading that stands for a time. True where the cell has just been full for a minute.
        /// </summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds, above 0.</param>
        /// <param name="capacityShare">What is left of the rated capacity, above 0: the reference counts by it.</param>
        public bool Add(float voltageV, float currentA, float durationS, float capacityShare)
        {
            changePercent = 0.0;
            if (HasCapacity && RealNumber.IsFinite(currentA) && RealNumber.IsFinite(durationS) && durationS > 0f)
            {
                changePercent = current.Add(currentA, durationS, MaxPercentPerS / PercentPerAs) * PercentPerAs;
                reference.Add(ToPercent(currentA, durationS, ratedCapacityAh * capacityShare));
            }

            return full.Add(voltageV, currentA, durationS);
        }

        /// <summary>
        /// Variance of what <see cref="ChangePercent"/> adds up to in a time for what samples that are far apart do not see, %^2.
        /// </summary>
        /// <param name="timeS">Seconds.</param>
        /// <param name="times">How many times it counts.</param>
        public double UnseenVariance(double timeS, double times)
        {
            return times * current.VarianceIn(timeS) * PercentPerAs * PercentPerAs;
        }

        /// <summary>Lets a time pass of which there is no reading: nothing is counted, and a rest at full begins anew after it.</summary>
        public void AddGap()
        {
            changePercent = 0.0;
            current.Break();
            full.Reset();
        }

        /// <summary>State of charge, percent, that a current moves in a time.</summary>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds.</param>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours, above 0.</param>
        public static double ToPercent(float currentA, float durationS, float ratedCapacityAh)
        {
            return 100.0 * currentA * durationS / (3600.0 * ratedCapacityAh);
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            reference.Reset();
            current.Reset();
            full.Reset();
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            reference.Serialize(buffer);
            current.Serialize(buffer);
            full.Serialize(buffer);
        }
    }
}
