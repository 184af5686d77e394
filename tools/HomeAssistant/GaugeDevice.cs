
namespace NanoBms.HomeAssistant;

/// <summary>A gauge: one device of Home Assistant.</summary>
/// <param name="Id">Names it for good, in topics and as Home Assistant's identifier: small letters, digits, underscores.</param>
/// <param name="Name">Name that is shown.</param>
/// <param name="Entities">Its values.</param>
public sealed record GaugeDevice(string Id, string Name, IReadOnlyList<GaugeEntity> Entities)
{
    /// <summary>What it is, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Page that shows it, http or https; null: none.</summary>
    public Uri? Page { get; init; }

    /// <summary>Time without news after which values count as unknown.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromMinutes(30);
}
