namespace NanoBms.ChannelServer;

/// <summary>One channel: its number, keys, name and fields.</summary>
public sealed record ChannelSettings
{
    /// <summary>Number of the channel, from 1.</summary>
    public long Id { get; init; } = 1;

    /// <summary>Name, shown on the page.</summary>
    public string Name { get; init; } = "Battery";

    /// <summary>What the channel holds, in a sentence; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Battery or model, as the fleet's page shows it and is searched by; may be empty.</summary>
    public string Model { get; init; } = "";

    /// <summary>Capacity of the battery when it was new, ampere-hours: what the learnt one is a share of; null: not known.</summary>
    public double? RatedCapacityAh { get; init; }

    /// <summary>Whether anybody who reaches the server may read the channel without a key.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Key that allows writing, 8 to 64 letters and digits; null: the one in the database, or a new one.</summary>
    public string? WriteKey { get; init; }

    /// <summary>Key that allows reading where the channel is not public, as <see cref="WriteKey"/>.</summary>
    public string? ReadKey { get; init; }

    /// <summary>
    /// The battery whose state of charge a server that can do so stores with each entry that has none; null: entries stay as they come.
    /// </summary>
    public EstimatedBattery? Estimate { get; init; }

    /// <summary>The fields from field1 on, at most 8; default: the gauge's field map.</summary>
    public IReadOnlyList<FieldSettings> Fields { get; init; } = FieldSettings.Default;

    /// <summary>Checks that such a channel can be.</summary>
    /// <exception cref="ArgumentException">The channel cannot be; one sentence says why.</exception>
    public void Check()
    {
        if (Id < 1)
        {
            throw new ArgumentException($"Channel number {Id} is not 1 or more.");
        }

        if (Fields.Count is 0 or > Entry.FieldCount)
        {
            throw new ArgumentException($"Channel {Id} describes {Fields.Count} fields; a channel has 1 to {Entry.FieldCount}.");
        }

        if (RatedCapacityAh is { } ratedAh && !(ratedAh > 0 && double.IsFinite(ratedAh)))
        {
            throw new ArgumentException($"The rated capacity of channel {Id} is not more than 0 Ah; leave it out where it is not known.");
        }

        CheckKey(WriteKey, "write");
        CheckKey(ReadKey, "read");
    }

    private void CheckKey(string? key, string kind)
    {
        if (key != null && (key.Length is < 8 or > 64 || !key.All(char.IsAsciiLetterOrDigit)))
        {
            throw new ArgumentException(
                $"The {kind} key of channel {Id} is not 8 to 64 letters and digits; leave it out to have one made.");
        }
    }
}
