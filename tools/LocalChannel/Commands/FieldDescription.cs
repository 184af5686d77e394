using NanoBms.ChannelServer;

namespace NanoBms.LocalChannel.Commands;

/// <summary>A field as the settings file describes it.</summary>
internal sealed class FieldDescription
{
    public string? Name { get; set; }

    public string? Unit { get; set; }

    public FieldRole Role { get; set; }

    public FieldSettings ToSettings(int number) => new(Name ?? FormattableString.Invariant($"Field {number}"), Unit ?? "", Role);
}
