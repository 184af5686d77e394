using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Models.Manifests;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// The manifest of a model for a cell. Features are scaled to what the cell's limits allow and its cycles show; the voltage also in parts,
/// so that a millivolt on a flat curve is more than nothing in 8 bits.
/// </summary>
internal static class CellManifest
{
    // Of the rows, what may lie beyond a range: one in a thousand at either end.
    private const double Rare = 0.001, Margin = 0.03;

    // Seconds of the averages: the fast pair, the slow one, and what a rest or a charge leaves.
    private const float FastS = 30, SlowS = 200, LongS = 1200;

    private static readonly FeatureSpec[] Specs =
    [
        new(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0),
        new(FeatureKind.Current, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0),
        new(FeatureKind.Temperature, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0),
        new(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, FastS),
        new(FeatureKind.Ema, FeatureSource.Current, FeatureSource.Voltage, 0, FastS),
        new(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, SlowS),
        new(FeatureKind.Ema, FeatureSource.Current, FeatureSource.Voltage, 0, SlowS),
        new(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, LongS),
        new(FeatureKind.Ema, FeatureSource.Current, FeatureSource.Voltage, 0, LongS),
    ];

    /// <summary>The manifest.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="preset">Its chemistry.</param>
    /// <param name="cycles">What it is trained on.</param>
    /// <param name="network">The kind of network.</param>
    public static Manifest Create(
        string name, CellDescription cell, ChemistryPreset preset, IReadOnlyList<Cycle> cycles, NetworkKind network)
    {
        var sample = new FeatureSample(cycles, Specs, network.SamplePeriodMs);
        (double Low, double High) Seen(int feature, double low, double high) =>
            (Math.Min(low, sample.Quantile(feature, Rare)), Math.Max(high, sample.Quantile(feature, 1 - Rare)));
        (double Low, double High) Part(int feature, double from, double to) =>
            (sample.Quantile(feature, from), sample.Quantile(feature, to));
        double charge = cell.MaxChargeA, discharge = -cell.MaxDischargeA;
        ManifestFeature[] features =
        [
            Scaled("voltage", Seen(0, cell.EmptyV, cell.FullV)),
            Scaled("current", Seen(1, discharge, charge)),
            Scaled("temperature", Seen(2, cell.MinUseC, Math.Min(cell.MaxUseC, 50))),
            Average("voltage", FastS, Seen(3, cell.EmptyV, cell.FullV)),
            Average("voltage", FastS, Part(3, 0.01, 0.5)),
            Average("voltage", FastS, Part(3, 0.4, 0.97)),
            Average("current", FastS, Seen(4, 0.4 * discharge, charge)),
            Average("voltage", SlowS, Seen(5, cell.FullV, cell.FullV)),
            Average("voltage", SlowS, Part(5, 0.08, 0.92)),
            Average("current", SlowS, Seen(6, 0.2 * discharge, charge)),
            Average("voltage", LongS, Part(7, 0, 1)),
            Average("current", LongS, Seen(8, 0.1 * discharge, charge)),
        ];
        var manifest = new Manifest
        {
            Name = name,
            Description = $"State of charge of one {Called(cell.Type)} ({preset.Title}, "
                + FormattableString.Invariant($"{cell.CapacityAh} Ah) from 1 s samples of voltage, current and temperature."),
            Mode = network.IsStreaming ? ManifestMode.Streaming : ManifestMode.Windowed,
            SamplePeriodMs = network.SamplePeriodMs,
            Window = network.Window,
            Features = features,
            Soc = new ManifestOutput(100, 0),
            Cell = Cell(cell, preset),
        };
        ManifestJson.Check(manifest, "the new cell's manifest");
        return manifest;
    }

    /// <summary>What the manifest tells of the cell.</summary>
    internal static ManifestCell Cell(CellDescription cell, ChemistryPreset preset) => new()
    {
        Type = cell.Type,
        Chemistry = preset.Word,
        RatedCapacityAh = (float)cell.CapacityAh,
        FullVoltageV = (float)cell.FullV,
        EmptyVoltageV = (float)cell.EmptyV,
        MaxChargeCurrentA = (float)cell.MaxChargeA,
        MaxDischargeCurrentA = (float)cell.MaxDischargeA,
        MinChargeTemperatureC = (float)cell.MinChargeC,
        MinUseTemperatureC = (float)cell.MinUseC,
        MaxUseTemperatureC = (float)cell.MaxUseC,
        MinVoltageV = (float)preset.MinVoltageV,
        MaxVoltageV = (float)preset.MaxVoltageV,

        // A sensor that shows twice what the cell may give shows a short circuit or is wrong.
        MaxCurrentA = (float)(2 * Math.Max(cell.MaxDischargeA, cell.MaxChargeA)),
        MinTemperatureC = (float)Math.Min(-40, cell.MinUseC - 10),
        MaxTemperatureC = (float)Math.Max(85, cell.MaxUseC + 10),
    };

    /// <summary>A type as a sentence has it: "LG HG2 cell", but not "LFP cell cell".</summary>
    internal static string Called(string type) =>
        type.Split(' ').Contains("cell", StringComparer.OrdinalIgnoreCase) ? type : type + " cell";

    private static ManifestFeature Scaled(string kind, (double Low, double High) range) =>
        Scale(new ManifestFeature { Kind = kind }, range);

    private static ManifestFeature Average(string of, float tauS, (double Low, double High) range) =>
        Scale(new ManifestFeature { Kind = "ema", Of = of, TauS = tauS }, range);

    private static ManifestFeature Scale(ManifestFeature feature, (double Low, double High) range)
    {
        double span = Math.Max(range.High - range.Low, 1e-3), low = range.Low - Margin * span, high = range.High + Margin * span;
        return feature with
        {
            Scale = (float)Math.Round(2 / (high - low), 6),
            Offset = (float)Math.Round(-(high + low) / (high - low), 6),
        };
    }
}
