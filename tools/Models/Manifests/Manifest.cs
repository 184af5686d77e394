using System.Text.Json.Serialization;


namespace NanoBms.Models.Manifests;

/// <summary>
/// What a model file says about itself: the JSON stored in the .tflite as metadata entry <see cref="MetadataName"/>.
/// </summary>
public sealed record Manifest
{
    /// <summary>Name of the TFLite metadata entry.</summary>
    public const string MetadataName = "NANOBMS_MANIFEST";

    /// <summary>Version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Short name, letters, digits, '-' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>"windowed": a window a call; "streaming": one step a call with carried state.</summary>
    public required ManifestMode Mode { get; init; }

    /// <summary>Time between samples in milliseconds.</summary>
    public required int SamplePeriodMs { get; init; }

    /// <summary>Window length in samples (1 for streaming).</summary>
    public required int Window { get; init; }

    /// <summary>Features in the order of the model's input.</summary>
    public required IReadOnlyList<ManifestFeature> Features { get; init; }

    /// <summary>SOC in percent = model output * Scale + Offset.</summary>
    public required ManifestOutput Soc { get; init; }

    /// <summary>The cell the model was trained on.</summary>
    public ManifestCell? Cell { get; init; }

    /// <summary>Rated capacity of that cell, ampere-hours; 0: no cell is named.</summary>
    [JsonIgnore]
    public float RatedCapacityAh => Cell?.RatedCapacityAh ?? 0f;

    /// <summary>
    /// For a float network that was trained with it: scaled features are clamped to it, as a quantised input clamps them; null: they are
    /// not.
    /// </summary>
    public ManifestRange? InputRange { get; init; }

    /// <summary>How far the network errs, as measured on validation cycles; null: not measured.</summary>
    public ManifestNetworkError? NetworkError { get; init; }
}

/// <summary>Windowed or streaming.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ManifestMode>))]
public enum ManifestMode
{
    [JsonStringEnumMemberName("windowed")]
    Windowed,
    [JsonStringEnumMemberName("streaming")]
    Streaming,
}

/// <summary>One feature with its scaling: scaled = feature * Scale + Offset.</summary>
public sealed record ManifestFeature
{
    /// <summary>voltage, current, temperature, power, dv_dt, dv, mean, ema, product.</summary>
    public required string Kind { get; init; }

    /// <summary>mean, ema, product: voltage, current or temperature.</summary>
    public string? Of { get; init; }

    /// <summary>product: the second factor.</summary>
    public string? By { get; init; }

    /// <summary>mean: number of samples.</summary>
    public int? Samples { get; init; }

    /// <summary>ema: time constant in seconds.</summary>
    public float? TauS { get; init; }

    /// <summary>Scaling factor.</summary>
    public float Scale { get; init; } = 1f;

    /// <summary>Scaling offset.</summary>
    public float Offset { get; init; }
}

/// <summary>From <paramref name="Low"/> to <paramref name="High"/>.</summary>
public sealed record ManifestRange(float Low, float High);

/// <summary>SOC in percent = model output * Scale + Offset.</summary>
public sealed record ManifestOutput(float Scale, float Offset);

/// <summary>The cell a model was trained on, and what readings are plausible for it.</summary>
public sealed record ManifestCell
{
    /// <summary>Maker's type, e.g. "Panasonic NCR18650PF".</summary>
    public required string Type { get; init; }

    /// <summary>Rated capacity in ampere-hours: SOC = 1 + charge / rated.</summary>
    public required float RatedCapacityAh { get; init; }

    /// <summary>Chemistry in a word, lower case: nmc, nca, lfp, lead-acid, or another; null where it is not told.</summary>
    public string? Chemistry { get; init; }

    /// <summary>Charging voltage of the full cell, volts; null where it is not told.</summary>
    public float? FullVoltageV { get; init; }

    /// <summary>Current at which a charge ends, amperes; null where it is not told.</summary>
    public float? TailCurrentA { get; init; }

    /// <summary>Voltage under load at which the cell counts as empty, volts; null where it is not told.</summary>
    public float? EmptyVoltageV { get; init; }

    /// <summary>Highest charging current, amperes; null where it is not told.</summary>
    public float? MaxChargeCurrentA { get; init; }

    /// <summary>Highest discharging current, amperes, a magnitude; null where it is not told.</summary>
    public float? MaxDischargeCurrentA { get; init; }

    /// <summary>Temperature below which it is not to be charged, degrees Celsius; null where it is not told.</summary>
    public float? MinChargeTemperatureC { get; init; }

    /// <summary>Lowest temperature it is to be used at, degrees Celsius; null where it is not told.</summary>
    public float? MinUseTemperatureC { get; init; }

    /// <summary>Highest temperature it is to be used at, degrees Celsius; null where it is not told.</summary>
    public float? MaxUseTemperatureC { get; init; }

    /// <summary>Plausible cell voltage, volts.</summary>
    public float MinVoltageV { get; init; } = 0.5f;

    /// <summary>Plausible cell voltage, volts.</summary>
    public float MaxVoltageV { get; init; } = 5f;

    /// <summary>Plausible current magnitude, amperes.</summary>
    public float MaxCurrentA { get; init; } = 500f;

    /// <summary>Plausible temperature, degrees Celsius.</summary>
    public float MinTemperatureC { get; init; } = -45f;

    /// <summary>Plausible temperature, degrees Celsius.</summary>
    public float MaxTemperatureC { get; init; } = 100f;
}
