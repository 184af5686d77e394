namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// Whether two figures have contradicted each other for minutes: their mean difference against a limit, with hysteresis.
    /// </summary>
    public sealed class DisagreementFlag
    {
        /// <summary>Difference, percent, averaged over minutes, that sets it.</summary>
        public const float SetPercent = 5f;

        /// <summary>Below this difference, percent, it is cleared.</summary>
        public const float ClearPercent = 3f;

        private const double AverageS = 120.0;

        private float difference;
        private bool isSet;

        /// <summary>Whether it is set.</summary>
        public bool IsSet
        {
            get { return isSet; }
        }

        /// <summary>Size of the averaged difference, percent.</summary>
        public double DifferencePercent
        {
            get { return difference < 0f ? -difference : difference; }
        }

        /// <summary>Takes a difference; a finite number.</summary>
        /// <param name="percent">One figure less the other, percent.</param>
        /// <param name="sinceLastS">Seconds that it stands for.</param>
        public void Update(double percent, double sinceLastS)
        {
            difference += (float)(sinceLastS / (AverageS + sinceLastS) * (percent - difference));
            isSet = DifferencePercent > (isSet ? ClearPercent : SetPercent);
        }

        /// <summary>Clears it and forgets the difference.</summary>
        public void Reset()
        {
            isSet = false;
            difference = 0f;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref isSet);
            buffer.Serialize(ref difference);
        }
    }
}
