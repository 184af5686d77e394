using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Curves;

/// <summary>A curve in integers, by its table.</summary>
internal sealed class CurveIntegerRun(QuantizedCurve layer, ActivationWidth width) : IntegerRun
{
    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        (int min, _) = width.Range();
        for (int k = 0; k < shape.Count; k++)
        {
            int place = input[k] - min;
            if (width == ActivationWidth.Int8)
            {
                output[k] = layer.Table[place];
                continue;
            }

            int entry = place >> QuantizedCurve.StrideBits, rest = place & (QuantizedCurve.Stride - 1);
            int low = layer.Table[entry], rise = (layer.Table[entry + 1] - low) * rest;
            output[k] = (short)(low + ((rise + (QuantizedCurve.Stride / 2)) >> QuantizedCurve.StrideBits));
        }
    }
}
