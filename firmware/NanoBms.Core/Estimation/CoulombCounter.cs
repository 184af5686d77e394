using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// State of charge by counting charge from an anchor: SOC += current * time / rated capacity. A cell found full is an anchor; an absolute
    /// estimate is one at first and draws the count slowly later, because a sensor's offset adds up without end (20 mA on 2.9 Ah: 0.7 % an
    /// hour). Values that are no finite numbers change nothing.
    /// </summary>
    public sealed class CoulombCounter
    {
        /// <summary>Time in seconds in which the difference to the absolute estimate falls to a third.</summary>
        public const float CorrectionS = 1800f;

        private readonly float ratedCapacityAh;
        private readonly FullChargeDetector full;
        private double socPercent;

        /// <summary>A counter without an anchor that never takes a cell for full.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours; not above 0: nothing is counted.</param>
        public CoulombCounter(float ratedCapacityAh)
            : this(ratedCapacityAh, 0f)
        {
        }

        /// <summary>A counter without an anchor.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours; not above 0: nothing is counted.</param>
        /// <param name="fullVoltageV">Voltage of a full cell, volts (see <see cref="FullChargeDetector"/>); 0: full is never recognised.</param>
        public CoulombCounter(float ratedCapacityAh, float fullVoltageV)
        {
            this.ratedCapacityAh = RealNumber.IsFinite(ratedCapacityAh) ? ratedCapacityAh : 0f;
            full = new FullChargeDetector(this.ratedCapacityAh, fullVoltageV);
        }

        /// <summary>Whether there is a figure: false until the first estimate or full charge.</summary>
        public bool IsAnchored { get; private set; }

        /// <summary>Counted state of charge, 0..100 percent.</summary>
        public float SocPercent
        {
            get { return (float)socPercent; }
        }

        /// <summary>Counts a time at a current.</summary>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds, above 0.</param>
        public void Add(float currentA, float durationS)
        {
            if (IsAnchored && ratedCapacityAh > 0f && RealNumber.IsFinite(currentA) && RealNumber.IsFinite(durationS) && durationS > 0f)
            {
                Set(socPercent + ToPercent(currentA, durationS, ratedCapacityAh));
            }
        }

        /// <summary>Counts a time at a current; a cell that has been full for a minute is at 100 %. True where it just became so.</summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds, above 0.</param>
        public bool Add(float voltageV, float currentA, float durationS)
        {
            Add(currentA, durationS);
            if (!full.Add(voltageV, currentA, durationS))
            {
                return false;
            }

            AnchorAt(100.0);
            return true;
        }

        /// <summary>Lets a time pass of which there is no reading: nothing is counted, and a rest at full begins anew after it.</summary>
        public void AddGap()
        {
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

        /// <summary>Takes an absolute estimate: the first one is the anchor, later ones correct slowly.</summary>
        /// <param name="estimatePercent">Absolute estimate, 0..100 percent.</param>
        /// <param name="sinceLastS">Seconds since the estimate before, 0 or above.</param>
        public void Correct(float estimatePercent, float sinceLastS)
        {
            if (!RealNumber.IsFinite(estimatePercent))
            {
                return;
            }

            if (!IsAnchored)
            {
                AnchorAt(estimatePercent);
                return;
            }

            if (RealNumber.IsFinite(sinceLastS) && sinceLastS > 0f)
            {
                float share = sinceLastS / (CorrectionS + sinceLastS);
                Set(socPercent + (estimatePercent - socPercent) * share);
            }
        }

        /// <summary>Sets the count.</summary>
        /// <param name="percent">State of charge, percent; a finite number.</param>
        public void AnchorAt(double percent)
        {
            IsAnchored = true;
            Set(percent);
        }

        /// <summary>Forgets the anchor.</summary>
        public void Reset()
        {
            IsAnchored = false;
            socPercent = 0;
            full.Reset();
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            bool isAnchored = IsAnchored;
            buffer.Serialize(ref isAnchored);
            IsAnchored = isAnchored;
            buffer.SerializeRounded(ref socPercent);
            full.Serialize(buffer);
        }

        private void Set(double percent)
        {
            socPercent = RealNumber.Clamp(percent, 0.0, 100.0);
        }
    }
}
