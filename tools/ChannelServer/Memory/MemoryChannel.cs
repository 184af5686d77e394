using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Memory;

/// <summary>One channel in memory: it goes when the program does. Of too many entries the oldest go. Safe from several threads.</summary>
public sealed class MemoryChannel : IChannelDirectory, IEntryReader, IEntryWriter
{
    // A month of one each 15 s; some 80 MB.
    private const int MaxEntries = 200_000;

    private readonly Lock gate = new();
    private readonly ChannelRules rules;
    private readonly LiveSignals signals = new();

    // In the order of their time; nearly always that of their arrival, too.
    private readonly List<Entry> entries = [];
    private long lastId;
    private long? lastWriteMs;

    /// <summary>A channel.</summary>
    /// <param name="settings">Name and fields; a key that is missing is made.</param>
    /// <param name="rules">What is let through.</param>
    public MemoryChannel(ChannelSettings settings, ChannelRules rules)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(rules);
        settings.Check();
        this.rules = rules;
        bool keysAreNew = settings.WriteKey is null || settings.ReadKey is null;
        Access = new ChannelAccess(
            settings with { WriteKey = settings.WriteKey ?? ChannelKeys.New(), ReadKey = settings.ReadKey ?? ChannelKeys.New() },
            rules.NowMs(), keysAreNew);
    }

    /// <summary>The channel with its keys.</summary>
    public ChannelAccess Access { get; }

    /// <summary>Raised when entries came.</summary>
    public IEntrySignals Signals => signals;

    /// <inheritdoc/>
    public ValueTask<IServedChannel?> FindAsync(long id) => new(id == Access.Id ? Access : null);

    /// <inheritdoc/>
    public ValueTask<IServedChannel?> FindByWriteKeyAsync(string key) => new(Access.MayWrite(key) ? Access : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IServedChannel>> FirstAsync(int most) => new(most > 0 ? [Access] : (IServedChannel[])[]);

    /// <inheritdoc/>
    public Task<List<Entry>> NewestAsync(long channelId, long fromMs, long toMs, int most) => Read(() =>
    {
        int from = IndexOf(fromMs), to = toMs == long.MaxValue ? entries.Count : IndexOf(toMs + 1);
        int count = Math.Min(Math.Max(0, to - from), most);
        return entries.GetRange(to - count, count);
    });

    /// <inheritdoc/>
    public Task<List<Entry>> AfterAsync(long channelId, long entryId, int most) =>
        Read(() => entries.Where(entry => entry.Id > entryId).OrderBy(entry => entry.Id).Take(most).ToList());

    /// <inheritdoc/>
    public Task<Entry?> LastAsync(long channelId) => Read(() => entries.MaxBy(entry => entry.Id));

    /// <inheritdoc/>
    public Task<Entry?> LastOfFieldAsync(long channelId, int field) =>
        Read(() => entries.Where(entry => entry.Fields[field] is not null).MaxBy(entry => entry.Id));

    /// <inheritdoc/>
    public Task<Entry?> EntryAsync(long channelId, long entryId) => Read(() => entries.Find(entry => entry.Id == entryId));

    /// <inheritdoc/>
    public Task<long> LastEntryIdAsync(long channelId) => Read(() => lastId);

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited = true)
    {
        WriteResult result;
        lock (gate)
        {
            if (isLimited && rules.IsTooFast(nowMs - lastWriteMs))
            {
                return Task.FromResult(new WriteResult(WriteOutcome.TooFast, []));
            }

            Entry[] stored = [.. drafts.Select(Store).OfType<Entry>()];
            result = new WriteResult(stored.Length > 0 ? WriteOutcome.Stored : WriteOutcome.TimeTaken, stored);
            lastWriteMs = stored.Length > 0 ? nowMs : lastWriteMs;
            entries.RemoveRange(0, Math.Max(0, entries.Count - MaxEntries));
        }

        if (result.Stored.Count > 0)
        {
            signals.Raise(channelId);
        }

        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long channelId, long entryId) => Read(() => entries.RemoveAll(entry => entry.Id == entryId) > 0);

    private Task<T> Read<T>(Func<T> read)
    {
        lock (gate)
        {
            return Task.FromResult(read());
        }
    }

    private Entry? Store(EntryDraft draft)
    {
        long timeMs = draft.TimeMs;
        int at = IndexOf(timeMs);
        while (at < entries.Count && entries[at].CreatedAtMs == timeMs)
        {
            if (draft.IsTimeGiven)
            {
                return null;
            }

            timeMs++;
            at++;
        }

        var entry = new Entry(++lastId, timeMs, draft.Fields, draft.Place);
        entries.Insert(at, entry);
        return entry;
    }

    /// <summary>Index of the first entry that is not before a time.</summary>
    private int IndexOf(long timeMs)
    {
        int low = 0, high = entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (entries[middle].CreatedAtMs < timeMs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
