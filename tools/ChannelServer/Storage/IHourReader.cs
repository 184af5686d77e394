namespace NanoBms.ChannelServer.Storage;

/// <summary>Reads whole hours of a channel without reading all of their entries: what a long span is drawn from.</summary>
public interface IHourReader
{
    /// <summary>The hours that have entries, oldest first, exact as of now; entries that were dropped since are in them.</summary>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="fromMs">A time in the first hour, milliseconds since 1970 in UTC.</param>
    /// <param name="toMs">A time in the last hour.</param>
    Task<List<HourSummary>> HoursAsync(long channelId, long fromMs, long toMs);
}
