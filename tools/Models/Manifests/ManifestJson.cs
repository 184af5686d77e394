using System.Text.Json;
using System.Text.Json.Serialization;
using NanoBms.Core;
using NanoBms.Foundation;

namespace NanoBms.Models.Manifests;

/// <summary>JSON form of a <see cref="Manifest"/>, and its check.</summary>
public static class ManifestJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Features by their names in the manifest.</summary>
    private static readonly Dictionary<string, FeatureKind> Kinds = new(StringComparer.Ordinal)
    {
        ["voltage"] = FeatureKind.Voltage,
        ["current"] = FeatureKind.Current,
        ["temperature"] = FeatureKind.Temperature,
        ["power"] = FeatureKind.Power,
        ["dv_dt"] = FeatureKind.VoltageSlope,
        ["dv"] = FeatureKind.VoltageDelta,
        ["mean"] = FeatureKind.Mean,
        ["ema"] = FeatureKind.Ema,
        ["product"] = FeatureKind.Product,
    };

    /// <summary>Names of the features.</summary>
    internal static IEnumerable<string> FeatureNames => Kinds.Keys;

    /// <summary>How a manifest is written and read.</summary>
    internal static JsonSerializerOptions SerializerOptions => Options;

    /// <summary>Writes a manifest as indented UTF-8 JSON, the same bytes for the same manifest.</summary>
    public static byte[] Write(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Options);

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="UserError">Not JSON, a member unknown or missing, or a value outside its range.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json, string source)
    {
        Manifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(json, Options)
                ?? throw new UserError($"{source} is empty; write a manifest into it.");
        }
        catch (JsonException exception)
        {
            throw new UserError($"{source} is not a manifest: {exception.Message}", exception);
        }

        Check(manifest, source);
        return manifest;
    }

    /// <summary>Checks the values of a manifest.</summary>
    /// <exception cref="UserError">A value outside its range; the message names it.</exception>
    public static void Check(Manifest manifest, string source)
    {
        void Require(bool condition, string sentence)
        {
            if (!condition)
            {
                throw new UserError($"{source}: {sentence}");
            }
        }

        Require(manifest.SchemaVersion == 1, $"schemaVersion is {manifest.SchemaVersion}; this version of NanoBms reads 1.");
        Require(manifest.Name.Length is > 0 and <= 64
            && manifest.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'),
            "name must have 1 to 64 letters, digits, '-', '_' or '.'.");
        Require(manifest.SamplePeriodMs is >= 10 and <= 3_600_000, "samplePeriodMs must be 10 to 3600000.");
        Require(manifest.Window is >= 1 and <= 1000, "window must be 1 to 1000 samples.");
        Require(manifest.Mode == ManifestMode.Windowed || manifest.Window == 1, "window must be 1 for a streaming model.");
        Require(manifest.Features.Count is >= 1 and <= 64, "features must name 1 to 64 features.");
        Require(float.IsFinite(manifest.Soc.Scale) && manifest.Soc.Scale != 0 && float.IsFinite(manifest.Soc.Offset), "soc.scale must be "
            + "a finite number other than 0, soc.offset a finite one.");
        for (int k = 0; k < manifest.Features.Count; k++)
        {
            ManifestFeature feature = manifest.Features[k];
            string where = $"features[{k}]";
            Require(Kinds.TryGetValue(feature.Kind, out FeatureKind kind), $"{where}.kind '{feature.Kind}' is unknown; known are "
                + $"{string.Join(", ", Kinds.Keys)}.");
            Require(float.IsFinite(feature.Scale) && float.IsFinite(feature.Offset), $"{where}: scale and offset must be finite numbers.");
            bool needsSource = kind is FeatureKind.Mean or FeatureKind.Ema or FeatureKind.Product;
            Require(!needsSource || Source(feature.Of) is not null, $"{where}.of must be voltage, current or temperature.");
            Require(kind != FeatureKind.Product || Source(feature.By) is not null, $"{where}.by must be voltage, current or temperature.");
            Require(kind != FeatureKind.Mean || feature.Samples is >= 2 and <= 600, $"{where}.samples must be 2 to 600.");
            Require(kind != FeatureKind.Ema || feature.TauS is > 0 and <= 1_000_000, $"{where}.tauS must be above 0 and at most 1000000 "
                + "seconds.");
        }

        Require(manifest.InputRange is not { } range || (float.IsFinite(range.Low) && float.IsFinite(range.High) && range.Low < range.High),
            "inputRange.low must be below inputRange.high, both finite.");
        string? fault = manifest.NetworkError?.Fault();
        Require(fault is null, fault ?? "");
        if (manifest.Cell is { } cell)
        {
            Require(cell.RatedCapacityAh is > 0 and < 100_000, "cell.ratedCapacityAh must be above 0.");
            Require(cell.MinVoltageV < cell.MaxVoltageV, "cell.minVoltageV must be below cell.maxVoltageV.");
            Require(cell.MaxCurrentA > 0, "cell.maxCurrentA must be above 0.");
            Require(cell.MinTemperatureC < cell.MaxTemperatureC, "cell.minTemperatureC must be below cell.maxTemperatureC.");
            Require(cell.Chemistry is not { } word || (word.Length is > 0 and <= 32
                && word.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')),
                "cell.chemistry must be a word of 1 to 32 lower-case letters, digits or '-', such as nmc, nca, lfp or lead-acid.");
            Require(cell.FullVoltageV is not { } full || (full > cell.MinVoltageV && full < cell.MaxVoltageV),
                "cell.fullVoltageV must lie between cell.minVoltageV and cell.maxVoltageV.");
            Require(cell.EmptyVoltageV is not { } empty || (empty > cell.MinVoltageV && empty < (cell.FullVoltageV ?? cell.MaxVoltageV)),
                "cell.emptyVoltageV must lie between cell.minVoltageV and cell.fullVoltageV.");
            Require(cell.TailCurrentA is null or > 0, "cell.tailCurrentA must be above 0.");
            Require(cell.MaxChargeCurrentA is null or > 0 && cell.MaxDischargeCurrentA is null or > 0,
                "cell.maxChargeCurrentA and cell.maxDischargeCurrentA must be above 0.");
            Require(!(cell.MinUseTemperatureC >= cell.MaxUseTemperatureC) && !(cell.MinChargeTemperatureC >= cell.MaxUseTemperatureC),
                "cell.minUseTemperatureC and cell.minChargeTemperatureC must be below cell.maxUseTemperatureC.");
        }
    }

    /// <summary>The features in the form that Core computes them from.</summary>
    public static FeatureSpec[] FeatureSpecs(Manifest manifest) =>
        [.. manifest.Features.Select(feature => new FeatureSpec(
            Kinds[feature.Kind],
            Source(feature.Of) ?? FeatureSource.Voltage,
            Source(feature.By) ?? FeatureSource.Voltage,
            feature.Samples ?? 0,
            feature.TauS ?? 0))];

    private static FeatureSource? Source(string? name) => name switch
    {
        "voltage" => FeatureSource.Voltage,
        "current" => FeatureSource.Current,
        "temperature" => FeatureSource.Temperature,
        _ => null,
    };
}
