using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.Foundation;

namespace NanoBms.LocalChannel.Storage;

/// <summary>Channels and entries in one SQLite file, for one server at a time.</summary>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly ChannelDatabase database;
    private readonly ChannelRegistry channels;
    private readonly EntryWriter writer;

    private SqliteStorage(ChannelDatabase database, ChannelRegistry channels, EntryWriter writer, LiveSignals signals)
    {
        this.database = database;
        this.channels = channels;
        this.writer = writer;
        Signals = signals;
        Reader = new EntryReader(database);
    }

    /// <summary>The channels with their keys, by number.</summary>
    public IReadOnlyList<ChannelAccess> All => channels.All;

    /// <summary>The channels.</summary>
    public IChannelDirectory Channels => channels;

    /// <summary>Reads entries.</summary>
    public IEntryReader Reader { get; }

    /// <summary>Writes entries.</summary>
    public IEntryWriter Writer => writer;

    /// <summary>Writes entries with a state of their channel.</summary>
    public IStateWriter States => writer;

    /// <summary>Raised for each channel that got entries.</summary>
    public LiveSignals Signals { get; }

    /// <summary>Opens the file, or makes it, and takes channels into it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Channels to have.</param>
    /// <param name="rules">What is let through.</param>
    /// <exception cref="UserError">The file cannot be used, or a key belongs to another of its channels.</exception>
    public static SqliteStorage Open(string path, IReadOnlyList<ChannelSettings> wanted, ChannelRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ChannelDatabase database = ChannelDatabase.Open(path);
        try
        {
            ChannelRegistry channels = ChannelRegistry.Load(database, wanted, rules.NowMs());
            var signals = new LiveSignals();
            return new SqliteStorage(database, channels, new EntryWriter(database, rules, signals.Raise), signals);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Commits what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        database.Dispose();
    }
}
