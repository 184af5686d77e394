namespace NanoBms.ChannelServer;

/// <summary>What a field of a channel is.</summary>
/// <param name="Name">Name, shown on the page and in the channel's description.</param>
/// <param name="Unit">Unit as shown behind a value; may be empty.</param>
/// <param name="Role">How the page uses the field.</param>
public sealed record FieldSettings(string Name, string Unit = "", FieldRole Role = FieldRole.Plain)
{
    /// <summary>The field map of the gauge's firmware.</summary>
    public static IReadOnlyList<FieldSettings> Default { get; } =
    [
        new("Voltage", "V", FieldRole.Voltage),
        new("Current", "A", FieldRole.Current),
        new("Temperature", "°C"),
        new("State of charge", "%", FieldRole.StateOfCharge),
        new("Error bar", "%", FieldRole.ErrorBar),
        new("State of charge by the network", "%"),
        new("Status", "", FieldRole.StatusBits),
        new("Learnt capacity", "Ah", FieldRole.Capacity),
    ];
}
