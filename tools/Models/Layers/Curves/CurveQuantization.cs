using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Curves;

/// <summary>The table of a curve: each entry is the curve's value in steps of the output, rounded once, halves away from zero.</summary>
internal static class CurveQuantization
{
    public static QuantizedCurve Quantize(FloatCurve layer, LayerCalibration calibration)
    {
        (int min, int max) = calibration.Width.Range();
        QuantParams input = calibration.Input, output = calibration.Output;
        int stride = calibration.Width == ActivationWidth.Int8 ? 1 : QuantizedCurve.Stride;
        int last = calibration.Width == ActivationWidth.Int8 ? max : max + 1;
        var table = new short[((last - min) / stride) + 1];
        for (int k = 0; k < table.Length; k++)
        {
            double real = layer.Curve.At((min + (k * stride) - input.ZeroPoint) * (double)input.Scale);
            double steps = Math.Round(real / output.Scale, MidpointRounding.AwayFromZero) + output.ZeroPoint;
            table[k] = (short)Math.Clamp(steps, min, max);
        }

        return new QuantizedCurve(layer.Name, input, output, layer.Curve, calibration.Shape.Size, table);
    }
}
