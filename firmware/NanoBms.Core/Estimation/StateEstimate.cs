namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// What a <see cref="StateEstimator"/> knows at an estimate of the network. State of charge in hundredths of a percent; -1: none.
    /// </summary>
    public struct StateEstimate
    {
        /// <summary>State of charge by the network alone.</summary>
        public int NetworkCentiPercent;

        /// <summary>State of charge by counting.</summary>
        public int CountedCentiPercent;

        /// <summary>The figure made of both.</summary>
        public int FusedCentiPercent;

        /// <summary>Whether network and count have contradicted each other for minutes.</summary>
        public bool Disagrees;
    }
}
