using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Page;

/// <summary>The entry that tells how a battery is.</summary>
internal static class NewestEntry
{
    /// <summary>
    /// The newest entry by its time that is not dated ahead, which would hide all others; where there is none but such, the one that came
    /// last; null: none.
    /// </summary>
    public static async Task<Entry?> OfAsync(IEntryReader reader, long channelId, ChannelRules rules)
    {
        if (rules.MaxAhead is { } most)
        {
            long toMs = rules.NowMs() + (long)most.TotalMilliseconds;
            if (await reader.NewestAsync(channelId, long.MinValue, toMs, 1).ConfigureAwait(false) is [Entry newest])
            {
                return newest;
            }
        }

        return await reader.LastAsync(channelId).ConfigureAwait(false);
    }
}
