namespace NanoBms.ChannelServer.Feeds;

/// <summary>What becomes of the values of one field within one span.</summary>
internal enum Aggregate
{
    /// <summary>Nothing: entries as they are.</summary>
    None = 0,

    /// <summary>Arithmetic mean.</summary>
    Average = 1,

    /// <summary>The middle value; of an even number, the mean of the middle two.</summary>
    Median = 2,

    /// <summary>Sum.</summary>
    Sum = 3,

    /// <summary>The first value.</summary>
    First = 4,

    /// <summary>Whole numbers as bits: those that are set in any value.</summary>
    Bits = 5,
}
