using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Views;

/// <summary>What the user sees.</summary>
internal interface IBridgeView
{
    /// <summary>What runs.</summary>
    void Start(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength);

    /// <summary>A new estimate.</summary>
    void Show(Estimate estimate);

    /// <summary>Something happened; <paramref name="channelId"/> null: to the whole.</summary>
    void Say(long? channelId, DateTimeOffset now, string sentence);
}

/// <summary>Lines that all views share.</summary>
internal static class Wording
{
    public static IEnumerable<string> Banner(BridgeSetup setup, string model, TimeSpan samplePeriod, int windowLength)
    {
        yield return "=== NanoBms ThingSpeak bridge ===";
        yield return $"Channel ID: {string.Join(", ", setup.ChannelIds)}";
        yield return FormattableString.Invariant($"Poll interval: {setup.Interval.TotalSeconds:0.###} s");
        yield return FormattableString.Invariant(
            $"Model: {model}, a sample each {samplePeriod.TotalSeconds:0.###} s, window {windowLength}");
        if (setup.LogPath is { } log)
        {
            yield return $"Log: {log}";
        }

        foreach (Cloud.WriteBackTarget target in setup.WriteBack)
        {
            yield return $"Writes back: channel {target.SourceId} to field{target.Field} of channel {target.TargetId}";
        }

        yield return "Press Ctrl-C to stop.";
    }

    public static string State(Estimate estimate) => estimate.SocText is { } soc
        ? $"SOC: {soc}% +-{estimate.BarText}"
            + (estimate.DeviceSocPercent is { } device ? FormattableString.Invariant($" (device: {device:F2}%)") : "")
        : $"Buffering data... ({estimate.BufferedSamples}/{estimate.WindowLength})";

    /// <summary>What is to be said of an estimate, and that it is old.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="age">Its age; null: it is fresh.</param>
    public static string Note(Estimate estimate, string? age) =>
        age is null ? estimate.Note : $"{(estimate.Note.Length > 0 ? estimate.Note + "; " : "")}as it was {age} ago";

    public static string Values(Estimate estimate) => FormattableString.Invariant(
        $"{Value(estimate.Sample.VoltageV, "F3")} V, {Value(estimate.Sample.CurrentA, "F3")} A, ")
            + FormattableString.Invariant($"{Value(estimate.Sample.TemperatureC, "F2")} C");

    public static string Value(float? value, string format) =>
        value?.ToString(format, System.Globalization.CultureInfo.InvariantCulture) ?? "-";
}
