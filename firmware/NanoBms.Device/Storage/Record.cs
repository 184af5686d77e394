using NanoBms.Core;

namespace NanoBms.Device.Storage
{
    /// <summary>An estimate and what it was made of: one entry of the channel.</summary>
    public struct Record
    {
        /// <summary>Start of the time scale of stored entries: 2020-01-01 in seconds since 1970.</summary>
        public const long EpochUnixS = 1577836800;

        /// <summary>
        /// Time of the reading, milliseconds since power-up; whole seconds after it was stored; 0 once the clock time is known there.
        /// </summary>
        public long UptimeMs;

        /// <summary>Time of the reading, seconds since 1970; 0 while the clock is not set. Fixed for good when it is first known.</summary>
        public long UnixS;

        /// <summary>The reading, of the battery.</summary>
        public Reading Reading;

        /// <summary>The state of charge, hundredths of a percent; -1 while nothing is known.</summary>
        public int SocCentiPercent;

        /// <summary>Its error bar, tenths of a percent; -1 while nothing is known.</summary>
        public int BarDeciPercent;

        /// <summary>State of charge by the network alone, hundredths of a percent; -1 while its window fills.</summary>
        public int NetworkCentiPercent;

        /// <summary><see cref="StatusBits"/>.</summary>
        public int Status;

        /// <summary>Capacity of the battery as it was learnt, hundredths of an ampere-hour; -1: not known.</summary>
        public int CapacityCentiAh;
    }
}
