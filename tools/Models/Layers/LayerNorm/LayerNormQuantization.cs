using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>Integers of a layer normalisation, which takes in a scaling behind it.</summary>
internal static class LayerNormQuantization
{
    private const int ScaleBits = 20;

    public static QuantizedLayerNorm Quantize(FloatLayerNorm layer, LayerCalibration calibration)
    {
        double step = calibration.Output.Scale, count = layer.Scale.Length, inputStep = calibration.Input.Scale;
        double largest = layer.Scale.Max(scale => Math.Abs(scale / step));
        int shift = QuantizedLayerNorm.ValueBits + ScaleBits - (largest > 0 ? Math.ILogB(largest) + 1 : 0);
        double epsilon = count * count * layer.Epsilon / (inputStep * inputStep);
        return new QuantizedLayerNorm(
            layer.Name, calibration.Input, calibration.Output, (long)Math.Round(Math.Min(epsilon, long.MaxValue / 2.0)), shift,
            [.. layer.Scale.Select(scale => (int)Math.Round(Math.ScaleB(scale / step, shift - QuantizedLayerNorm.ValueBits)))],
            [.. layer.Offset.Select(offset =>
                (int)Math.Clamp(Math.Round(Math.ScaleB(offset / step, QuantizedLayerNorm.OffsetBits)), int.MinValue, int.MaxValue))]);
    }

    public static FloatLayerNorm TakeInAfter(FloatLayerNorm layer, Scaling scaling)
    {
        Scaling after = new Scaling(layer.Scale, layer.Offset).Then(scaling);
        return layer with { Scale = after.Scale, Offset = after.Offset };
    }
}
