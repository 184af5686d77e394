using System;

namespace NanoBms.Device.Text
{
    /// <summary>Times as text.</summary>
    public static class TimeText
    {
        /// <summary>A time, UTC: "2026-01-31T12:34:56", where the separator is "T".</summary>
        /// <param name="unixS">Seconds since 1970.</param>
        /// <param name="separator">Stands between date and time.</param>
        public static string Of(long unixS, string separator)
        {
            DateTime time = new DateTime(1970, 1, 1).AddSeconds(unixS);
            return time.ToString("yyyy-MM-dd") + separator + time.ToString("HH:mm:ss");
        }
    }
}
