using System.Globalization;
using System.Text.Json;
using NanoBms.GaugeEstimates;
using NanoBms.Predictor;

namespace NanoBms.FleetServer.Tests.Estimates;

/// <summary>What a device posts that knows voltage, current and temperature only, and what the bridge says to it.</summary>
internal static class Trace
{
    public const int Count = 44;

    /// <summary>
    /// The channel of a battery whose voltage stands while charge flows out, as that of iron phosphate: it is named after entry 22, half
    /// of all, by what was seen before and after.
    /// </summary>
    public const int Standing = 6;

    /// <summary>A battery that is not the model's cell alone.</summary>
    public const string Battery = """{ "CellsInSeries": 2, "CellsInParallel": 2, "CellCapacityAh": 2.5 }""";

    /// <summary>The same, as the bridge has it.</summary>
    public static readonly SocPredictorOptions Options = new()
    {
        BuiltInModel = "panasonic18650pf-128-64-15s",
        CellsInSeries = 2,
        CellsInParallel = 2,
        CellCapacityAh = 2.5f,
    };

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SocPredictorSet<int> Bridges = new(Options);

    /// <summary>Time of an entry: two gaps that are bridged, and one that is not.</summary>
    public static DateTimeOffset TimeOf(int k) =>
        Start.AddSeconds((15 * k) + (k > 14 ? 30 : 0) + (k > 24 ? 45 : 0) + (k > 32 ? 3600 : 0));

    /// <summary>Fields 1 to 3; one sensor failed for a while.</summary>
    public static string?[] FieldsOf(int channel, int k) =>
    [
        k is 17 or 40 ? "nan" : VoltageV(channel, k).ToString("F3", CultureInfo.InvariantCulture),
        (channel == Standing ? -2.1 : (2 * Math.Sin((k * 0.3) + channel)) - 2).ToString("F3", CultureInfo.InvariantCulture),
        (21 + (0.02 * k)).ToString("F2", CultureInfo.InvariantCulture),
    ];

    private static double VoltageV(int channel, int k) => channel == Standing ? 6.5 : 7.7 - (0.004 * k) - (0.01 * channel);

    /// <summary>As an entry of a bulk write.</summary>
    public static string JsonOf(int channel, int k)
    {
        string?[] fields = FieldsOf(channel, k);
        return $$"""
            {"created_at":"{{TimeOf(k):yyyy-MM-ddTHH:mm:ssZ}}","field1":"{{fields[0]}}","field2":"{{fields[1]}}","field3":"{{fields[2]}}"}
            """;
    }

    /// <summary>Fields 4 to 8 of an entry of a feed.</summary>
    public static string FiguresOf(JsonElement entry) =>
        string.Join(' ', Enumerable.Range(4, 5).Select(field => entry.GetProperty($"field{field}").GetString() ?? "-"));

    /// <summary>Fields 4 to 8 of all entries, as the bridge's own code computes them in one piece.</summary>
    public static string[] Expected(int channel)
    {
        var bridge = new EntryEstimator(channel, Bridges[channel]);
        bridge.Reset();
        return
        [
            .. Enumerable.Range(0, Count).Select(k =>
            {
                string?[] fields = [.. FieldsOf(channel, k), null, null, null, null, null];
                Estimate estimate = bridge.Take(new FeedEntry(k + 1, TimeOf(k), fields))!;
                return string.Join(' ', Enumerable.Range(4, 5).Select(field => estimate.FieldText(field) ?? "-"));
            }),
        ];
    }
}
