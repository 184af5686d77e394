namespace NanoBms.Core
{
    /// <summary>
    /// State of charge by counting charge from an anchor: SOC += current * time / rated capacity. Slowly drawn towards an absolute estimate,
    /// because a sensor's offset adds up without end (20 mA on 2.9 Ah: 0.7 % an hour).
    /// </summary>
    public sealed class CoulombCounter
    {
        /// <summary>Time in seconds in which the difference to the absolute estimate falls to a third.</summary>
        public const float CorrectionS = 1800f;

        private readonly float ratedCapacityAh;
        private double socPercent;

        /// <summary>A counter without an anchor.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours, above 0.</param>
        public CoulombCounter(float ratedCapacityAh)
        {
            this.ratedCapacityAh = ratedCapacityAh;
        }

        /// <summary>Whether there is a figure: false until the first <see cref="Correct"/>.</summary>
        public bool IsAnchored { get; private set; }

        /// <summary>Counted state of charge, 0..100 percent.</summary>
        public float SocPercent
        {
            get { return (float)socPercent; }
        }

        /// <summary>Counts a time at a current.</summary>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds.</param>
        public void Add(float currentA, float durationS)
        {
            if (IsAnchored && ratedCapacityAh > 0f)
            {
                Set(socPercent + ToPercent(currentA, durationS, ratedCapacityAh));
            }
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
        /// <param name="sinceLastS">Seconds since the estimate before.</param>
        public void Correct(float estimatePercent, float sinceLastS)
        {
            if (!IsAnchored)
            {
                IsAnchored = true;
                Set(estimatePercent);
                return;
            }

            float share = sinceLastS / (CorrectionS + sinceLastS);
            Set(socPercent + (estimatePercent - socPercent) * share);
        }

        /// <summary>Forgets the anchor.</summary>
        public void Reset()
        {
            IsAnchored = false;
            socPercent = 0;
        }

        /// <summary>Hands over the figure.</summary>
        public void Transfer(StateBuffer buffer)
        {
            bool isAnchored = IsAnchored;
            buffer.Transfer(ref isAnchored);
            IsAnchored = isAnchored;
            buffer.Transfer(ref socPercent);
        }

        private void Set(double percent)
        {
            socPercent = percent < 0 ? 0 : (percent > 100 ? 100 : percent);
        }
    }
}
