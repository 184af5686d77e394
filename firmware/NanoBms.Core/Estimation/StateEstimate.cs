namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// What a <see cref="StateEstimator"/> knows, as it is shown and posted. State of charge in hundredths of a percent; -1: none.
    /// </summary>
    public struct StateEstimate
    {
        /// <summary>The state of charge: the one figure that is shown.</summary>
        public int SocCentiPercent;

        /// <summary>Its error bar, tenths of a percent: the truth lies within it 95 times in 100.</summary>
        public int BarDeciPercent;

        /// <summary>State of charge by the network alone.</summary>
        public int NetworkCentiPercent;

        /// <summary>Capacity of the battery as it was learnt, hundredths of an ampere-hour; -1: nothing is known of it.</summary>
        public int CapacityCentiAh;

        /// <summary>Whether network and count have contradicted each other for minutes.</summary>
        public bool Disagrees;

        /// <summary>What is wrong between the battery and the one that was described.</summary>
        public BatteryFault Fault;
    }
}
