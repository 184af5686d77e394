using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;


namespace NanoBms.FleetServer.Grains;

/// <summary>An entry on its way between silos; nobody changes it.</summary>
[GenerateSerializer, Immutable]
internal sealed class EntryMessage
{
    /// <summary>Number; 0: it has none yet.</summary>
    [Id(0)]
    public long EntryId { get; init; }

    [Id(1)]
    public long TimeMs { get; init; }

    [Id(2)]
    public bool IsTimeGiven { get; init; }

    /// <summary>field1 to field8, latitude, longitude, elevation, status.</summary>
    [Id(3)]
    public required string?[] Texts { get; init; }

    public static EntryMessage Of(EntryDraft draft) => new()
    {
        TimeMs = draft.TimeMs,
        IsTimeGiven = draft.IsTimeGiven,
        Texts = TextsOf(draft.Fields, draft.Place),
    };

    public static EntryMessage Of(Entry entry) => new()
    {
        EntryId = entry.Id,
        TimeMs = entry.CreatedAtMs,
        Texts = TextsOf(entry.Fields, entry.Place),
    };

    public EntryDraft ToDraft() => new(TimeMs, IsTimeGiven, Texts[..Entry.FieldCount], Place());

    public Entry ToEntry() => new(EntryId, TimeMs, Texts[..Entry.FieldCount], Place());

    private static string?[] TextsOf(IReadOnlyList<string?> fields, EntryPlace place) =>
        [.. fields, place.Latitude, place.Longitude, place.Elevation, place.Status];

    private EntryPlace Place()
    {
        var place = new EntryPlace(Texts[^4], Texts[^3], Texts[^2], Texts[^1]);
        return place == EntryPlace.None ? EntryPlace.None : place;
    }
}

/// <summary>What became of a write.</summary>
[GenerateSerializer, Immutable]
internal sealed class WriteReply
{
    [Id(0)]
    public WriteOutcome Outcome { get; init; }

    [Id(1)]
    public EntryMessage[] Stored { get; init; } = [];

    /// <summary>Why it cannot be said that the write is stored; null: it can.</summary>
    [Id(2)]
    public string? Busy { get; init; }
}
