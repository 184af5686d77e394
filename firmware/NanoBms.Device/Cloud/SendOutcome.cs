namespace NanoBms.Device.Cloud
{
    /// <summary>What became of a write to the channel.</summary>
    public enum SendOutcome
    {
        /// <summary>The entries are in the channel.</summary>
        Accepted = 0,

        /// <summary>The entries are not in the channel: try again later.</summary>
        Retry = 1,

        /// <summary>The server will never take these entries.</summary>
        Rejected = 2,

        /// <summary>The server takes nothing from us: wrong key, unknown channel, quota spent.</summary>
        Refused = 3,

        /// <summary>No answer, or none that tells: the entries may be in the channel or not.</summary>
        Unknown = 4,
    }
}
