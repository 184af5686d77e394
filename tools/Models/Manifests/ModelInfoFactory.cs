using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Manifests;

/// <summary>Makes Core's <see cref="ModelInfo"/> of a network and its manifest.</summary>
public static class ModelInfoFactory
{
    // Of manifests that tell neither chemistry nor full voltage: those of lithium-ion cells of 4.2 V, as all were that did not.
    private const float LithiumIonChargeV = 4.2f, LithiumIonEmptyV = 2.5f;

    // A cell that rests after its charge is at some hundredths less than the charger; a charger that lets the current fall to a twentieth
    // of the capacity an hour leaves more than a percent to charge, to a fortieth hardly any.
    private const float FullShare = 4.14f / 4.2f, FullTailRate = 0.025f;

    /// <summary>What stands in for errors that nobody measured: worse than the models of this repository are anywhere.</summary>
    private static readonly ManifestNetworkError CarefulGuess = new()
    {
        SocEdgesPercent = [10],
        TemperatureEdgesC = [-5],
        CorrelationS = [900, 7200, 900],
        ScatterPercent = 0.25f,
        StartFactor = 2f,
        RootMeanSquarePercent = [[[6f, 6f], [6f, 3f]], [[6f, 6f], [6f, 3f]], [[6f, 6f], [6f, 4f]]],
    };

    /// <summary>The info of a quantised network; without a manifest, features and sampling stay unknown.</summary>
    /// <exception cref="UserError">Manifest and network do not fit each other.</exception>
    public static ModelInfo Create(QuantizedNetwork network, Manifest? manifest, string sha256)
    {
        bool wide = network.Width == ActivationWidth.Int16;
        var info = new ModelInfo
        {
            Name = manifest?.Name ?? network.Name,
            SourceHash = sha256.Length > 16 ? sha256[..16] : sha256,
            Streaming = network.Stateful,
            TimeSteps = network.TimeSteps,
            InputSize = network.InputSize,
            OutputSize = NetworkShapes.OutputSize(network),
            InputScale = network.Input.Scale,
            InputZeroPoint = network.Input.ZeroPoint,
            InputMin = wide ? short.MinValue : sbyte.MinValue,
            InputMax = wide ? short.MaxValue : sbyte.MaxValue,
            OutputScale = network.Output.Scale,
            OutputZeroPoint = network.Output.ZeroPoint,
        };
        if (manifest is null)
        {
            return info;
        }

        if (manifest.Features.Count != network.InputSize || manifest.Window != network.TimeSteps)
        {
            throw new UserError(
                $"The manifest names {manifest.Features.Count} features over a window of {manifest.Window}, and the model takes "
                    + $"{network.InputSize} over {network.TimeSteps}; make them agree.");
        }

        Apply(manifest, info);
        return info;
    }

    /// <summary>The info of a model that is still to be trained: what its manifest says, with int8 input.</summary>
    public static ModelInfo Create(Manifest manifest, QuantParams input)
    {
        var info = new ModelInfo
        {
            Name = manifest.Name,
            Streaming = manifest.Mode == ManifestMode.Streaming,
            TimeSteps = manifest.Window,
            InputSize = manifest.Features.Count,
            OutputSize = 1,
            InputScale = input.Scale,
            InputZeroPoint = input.ZeroPoint,
        };
        Apply(manifest, info);
        return info;
    }

    private static void Apply(Manifest manifest, ModelInfo info)
    {
        info.SamplePeriodMs = manifest.SamplePeriodMs;
        info.Features = ManifestJson.FeatureSpecs(manifest);
        info.FeatureScale = [.. manifest.Features.Select(feature => feature.Scale)];
        info.FeatureOffset = [.. manifest.Features.Select(feature => feature.Offset)];
        info.SocScale = manifest.Soc.Scale;
        info.SocOffset = manifest.Soc.Offset;
        info.ErrorTable = Table(manifest.NetworkError ?? CarefulGuess);
        info.IsErrorMeasured = manifest.NetworkError is not null;
        if (manifest.Cell is { } cell)
        {
            info.CellType = cell.Type;
            info.Chemistry = ChemistryNames.Of(cell.Chemistry);
            float chargeV = cell.FullVoltageV ?? (cell.Chemistry is null && cell.MaxVoltageV > LithiumIonChargeV ? LithiumIonChargeV : 0f);
            info.FullVoltageV = MathF.Round(FullShare * chargeV, 3);
            info.FullTailCurrentA = cell.TailCurrentA ?? FullTailRate * cell.RatedCapacityAh;
            info.EmptyVoltageV = cell.EmptyVoltageV ?? (chargeV == LithiumIonChargeV ? LithiumIonEmptyV : 0f);
            info.RatedCapacityAh = cell.RatedCapacityAh;
            info.MinVoltageV = cell.MinVoltageV;
            info.MaxVoltageV = cell.MaxVoltageV;
            info.MaxCurrentA = cell.MaxCurrentA;
            info.MinTemperatureC = cell.MinTemperatureC;
            info.MaxTemperatureC = cell.MaxTemperatureC;
        }
    }

    private static ErrorTable Table(ManifestNetworkError errors) => new()
    {
        SocEdgesPercent = [.. errors.SocEdgesPercent],
        TemperatureEdgesC = [.. errors.TemperatureEdgesC],
        CorrelationS = [.. errors.CorrelationS],
        ScatterPercent = errors.ScatterPercent,
        StartFactor = errors.StartFactor,

        // Rounded up: a table shall rather promise less.
        DeciPercent = [.. errors.RootMeanSquarePercent.SelectMany(phase => phase.SelectMany(row => row.Select(
            rms => (byte)Math.Clamp(MathF.Ceiling(rms * 10f - 0.001f), 1f, byte.MaxValue))))],
    };
}
