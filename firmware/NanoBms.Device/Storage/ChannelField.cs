namespace NanoBms.Device.Storage
{
    /// <summary>
    /// What a channel's fields hold, by number: the one table for gauge, bridge and page. The decimals are those that the gauge writes.
    /// </summary>
    public static class ChannelField
    {
        /// <summary>Voltage of the battery, volts, three decimals.</summary>
        public const int Voltage = 1;

        /// <summary>Current of the battery, amperes, discharge negative, three decimals.</summary>
        public const int Current = 2;

        /// <summary>Temperature, degrees Celsius, two decimals.</summary>
        public const int Temperature = 3;

        /// <summary>State of charge, the figure that is shown, percent, two decimals.</summary>
        public const int Soc = 4;

        /// <summary>
        /// Error bar of the state of charge, plus and minus percent, one decimal: the truth lies within it 95 times in 100.
        /// </summary>
        public const int Bar = 5;

        /// <summary>State of charge by the network alone, percent, two decimals.</summary>
        public const int NetworkSoc = 6;

        /// <summary>Status bits, a whole number.</summary>
        public const int Status = 7;

        /// <summary>Capacity of the battery as it was learnt, ampere-hours, two decimals.</summary>
        public const int Capacity = 8;

        /// <summary>Fields of a channel.</summary>
        public const int Count = 8;
    }
}
