using NanoBms.Core;

namespace NanoBms.Device
{
    /// <summary>An estimate and what it was made of: one entry of the channel.</summary>
    public struct Record
    {
        /// <summary>Time of the reading, milliseconds since power-up.</summary>
        public long UptimeMs;

        /// <summary>The reading.</summary>
        public Reading Reading;

        /// <summary>State of charge by the network, hundredths of a percent.</summary>
        public int SocCentiPercent;

        /// <summary>State of charge by counting, hundredths of a percent.</summary>
        public int CountedCentiPercent;

        /// <summary><see cref="StatusBits"/>.</summary>
        public int Status;

        /// <summary>Time the network took, milliseconds.</summary>
        public int InferenceMs;
    }
}
