using NanoBms.Models.Layers.Common;

namespace NanoBms.Models.Layers.Curves;

/// <summary>What is to be reported of a curve.</summary>
internal static class CurveReport
{
    public static LayerFacts Facts(QuantizedCurve layer) => new(layer.Curve.Name, $"table of {layer.Table.Count}", 0, 0);
}
