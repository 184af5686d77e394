namespace NanoBms.ChannelServer.Storage;

/// <summary>What became of a write.</summary>
public enum WriteOutcome
{
    /// <summary>Committed. Entries of a bulk write whose time was taken are left out.</summary>
    Stored = 0,

    /// <summary>Sooner after the last write than the rate limit allows; nothing stored.</summary>
    TooFast = 1,

    /// <summary>The times of all its entries are taken; nothing stored.</summary>
    TimeTaken = 2,

    /// <summary>An entry was deleted.</summary>
    Deleted = 3,

    /// <summary>There is no such entry to delete.</summary>
    NotThere = 4,

    /// <summary>
    /// The channel is not as a write with a state took it to be, and nothing is stored; <see cref="WriteResult.Stored"/> tells which of its
    /// entries could be, at which times, without numbers.
    /// </summary>
    Changed = 5,
}
