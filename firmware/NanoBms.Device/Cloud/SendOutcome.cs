namespace NanoBms.Device.Cloud
{
    /// <summary>What became of a write to a sink.</summary>
    public enum SendOutcome
    {
        /// <summary>The entries are there.</summary>
        Accepted = 0,

        /// <summary>The entries are not there: try again later.</summary>
        Retry = 1,

        /// <summary>It will never take these entries.</summary>
        Rejected = 2,

        /// <summary>It takes nothing from us: wrong key, unknown channel, quota spent.</summary>
        Refused = 3,

        /// <summary>No answer, or none that tells: the entries may be there or not.</summary>
        Unknown = 4,
    }
}
