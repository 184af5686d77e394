namespace NanoBms.ThingSpeakContract;

/// <summary>In what state a request finds the channel.</summary>
public enum ChannelState
{
    /// <summary>There, with entries, and willing.</summary>
    Ready,

    /// <summary>There, without an entry.</summary>
    Empty,

    /// <summary>The write key is missing, wrong, or was renewed.</summary>
    WrongKey,

    /// <summary>Private, and the read key is missing or wrong. A new channel is private.</summary>
    Private,

    /// <summary>No channel has this number.</summary>
    NoChannel,

    /// <summary>The last write is less than the rate limit ago.</summary>
    TooFast,

    /// <summary>There is an entry of this time already.</summary>
    TimeTaken,

    /// <summary>The entry is dated further ahead than the channel takes.</summary>
    TimeAhead,

    /// <summary>More entries, or a larger body, than one write may hold.</summary>
    TooLarge,

    /// <summary>The licence's messages are used up.</summary>
    QuotaSpent,

    /// <summary>Too many requests.</summary>
    TooMany,

    /// <summary>The server fails.</summary>
    Fails,
}
