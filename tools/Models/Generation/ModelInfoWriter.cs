using NanoBms.Core;
using NanoBms.Models.Generation.Source;

namespace NanoBms.Models.Generation;

/// <summary>Writes a <see cref="ModelInfo"/> as C# assignments.</summary>
internal static class ModelInfoWriter
{
    /// <summary>Statements that fill a local <c>info</c>.</summary>
    public static IEnumerable<string> Lines(ModelInfo info)
    {
        yield return "var info = new ModelInfo();";
        yield return $"info.Name = {SourceText.Quoted(info.Name)};";
        yield return $"info.SourceHash = {SourceText.Quoted(info.SourceHash)};";
        yield return $"info.Streaming = {(info.Streaming ? "true" : "false")};";
        yield return $"info.TimeSteps = {info.TimeSteps};";
        yield return $"info.InputSize = {info.InputSize};";
        yield return $"info.OutputSize = {info.OutputSize};";
        yield return $"info.InputScale = {SourceText.Number(info.InputScale)};";
        yield return $"info.InputZeroPoint = {info.InputZeroPoint};";
        yield return $"info.InputMin = {info.InputMin};";
        yield return $"info.InputMax = {info.InputMax};";
        yield return $"info.OutputScale = {SourceText.Number(info.OutputScale)};";
        yield return $"info.OutputZeroPoint = {info.OutputZeroPoint};";
        if (info.Features is null)
        {
            yield break;
        }

        yield return $"info.SamplePeriodMs = {info.SamplePeriodMs};";
        yield return "info.Features = new FeatureSpec[]";
        yield return "{";
        foreach (FeatureSpec feature in info.Features)
        {
            yield return $"    new FeatureSpec(FeatureKind.{feature.Kind}, FeatureSource.{feature.Source}, "
                + $"FeatureSource.{feature.SecondSource}, {feature.Samples}, {SourceText.Number(feature.TauS)}),";
        }

        yield return "};";
        yield return $"info.FeatureScale = {SourceText.Array(info.FeatureScale)};";
        yield return $"info.FeatureOffset = {SourceText.Array(info.FeatureOffset)};";
        yield return $"info.SocScale = {SourceText.Number(info.SocScale)};";
        yield return $"info.SocOffset = {SourceText.Number(info.SocOffset)};";
        yield return $"info.CellType = {SourceText.Quoted(info.CellType)};";
        yield return $"info.Chemistry = {SourceText.Quoted(info.Chemistry)};";
        yield return $"info.FullVoltageV = {SourceText.Number(info.FullVoltageV)};";
        yield return $"info.FullTailCurrentA = {SourceText.Number(info.FullTailCurrentA)};";
        yield return $"info.EmptyVoltageV = {SourceText.Number(info.EmptyVoltageV)};";
        if (info.ErrorTable is { } errors)
        {
            yield return "var errors = new ErrorTable();";
            yield return $"errors.SocEdgesPercent = {SourceText.Array(errors.SocEdgesPercent)};";
            yield return $"errors.TemperatureEdgesC = {SourceText.Array(errors.TemperatureEdgesC)};";
            yield return $"errors.CorrelationS = {SourceText.Array(errors.CorrelationS)};";
            yield return $"errors.ScatterPercent = {SourceText.Number(errors.ScatterPercent)};";
            yield return $"errors.StartFactor = {SourceText.Number(errors.StartFactor)};";
            yield return $"errors.DeciPercent = new byte[] {{ {string.Join(", ", errors.DeciPercent)} }};";
            yield return "info.ErrorTable = errors;";
            yield return $"info.IsErrorMeasured = {SourceText.Flag(info.IsErrorMeasured)};";
        }

        yield return $"info.RatedCapacityAh = {SourceText.Number(info.RatedCapacityAh)};";
        yield return $"info.MinVoltageV = {SourceText.Number(info.MinVoltageV)};";
        yield return $"info.MaxVoltageV = {SourceText.Number(info.MaxVoltageV)};";
        yield return $"info.MaxCurrentA = {SourceText.Number(info.MaxCurrentA)};";
        yield return $"info.MinTemperatureC = {SourceText.Number(info.MinTemperatureC)};";
        yield return $"info.MaxTemperatureC = {SourceText.Number(info.MaxTemperatureC)};";
    }
}
