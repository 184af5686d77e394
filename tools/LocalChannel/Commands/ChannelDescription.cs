using NanoBms.ChannelServer;

namespace NanoBms.LocalChannel.Commands;

/// <summary>A channel as the settings file describes it; what is left out has the usual value.</summary>
internal sealed class ChannelDescription
{
    public long Id { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Model { get; set; }

    public double? RatedCapacityAh { get; set; }

    public bool IsPublic { get; set; } = true;

    public string? WriteKey { get; set; }

    public string? ReadKey { get; set; }

    public EstimatedBattery? Estimate { get; set; }

    public List<FieldDescription>? Fields { get; set; }

    public ChannelSettings ToSettings() => new()
    {
        Id = Id,
        Name = Name ?? FormattableString.Invariant($"Battery {Id}"),
        Description = Description ?? "",
        Model = Model ?? "",
        RatedCapacityAh = RatedCapacityAh,
        IsPublic = IsPublic,
        WriteKey = WriteKey,
        ReadKey = ReadKey,
        Estimate = Estimate,
        Fields = Fields == null ? FieldSettings.Default : [.. Fields.Select((field, k) => field.ToSettings(k + 1))],
    };
}
