namespace NanoBms.Device.Cloud
{
    /// <summary>What became of a write to a sink.</summary>
    public enum SendOutcome
    {
        /// <summary>The entries are there.</summary>
        Accepted = 0,

        /// <summary>The entries are not there, for a reason that has nothing to do with them: try again soon.</summary>
        Retry = 1,

        /// <summary>The entries are not there, and it takes nothing from us as we are set up: try again in an hour.</summary>
        Refused = 2,

        /// <summary>No answer, or none that tells: the entries may be there or not.</summary>
        Unknown = 3,

        /// <summary>The entries are not there, and one of them may be why: try again soon.</summary>
        Rejected = 4,
    }
}
