using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Manifests;

/// <summary>Makes Core's <see cref="ModelInfo"/> of a network and its manifest.</summary>
public static class ModelInfoFactory
{
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
        if (manifest.Cell is { } cell)
        {
            info.RatedCapacityAh = cell.RatedCapacityAh;
            info.MinVoltageV = cell.MinVoltageV;
            info.MaxVoltageV = cell.MaxVoltageV;
            info.MaxCurrentA = cell.MaxCurrentA;
            info.MinTemperatureC = cell.MinTemperatureC;
            info.MaxTemperatureC = cell.MaxTemperatureC;
        }
    }
}
