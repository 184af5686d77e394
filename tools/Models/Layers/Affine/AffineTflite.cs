using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Affine;

/// <summary>A scaling as MUL and ADD by constants.</summary>
internal static class AffineTflite
{
    public static void Write(FloatAffine layer, TfliteTarget target)
    {
        Write(BuiltinOperator.Mul, TfliteOptions.Multiply, layer.Scale, layer.Name + "/scale", target);
        Write(BuiltinOperator.Add, TfliteOptions.Add, layer.Offset, layer.Name + "/offset", target);
    }

    private static void Write(BuiltinOperator code, TfliteOptions options, float[] values, string name, TfliteTarget target)
    {
        int constant = target.Graph.Constant(name, [values.Length], TensorType.Float32, TensorBytes.Of(values));
        int output = target.Tensor(name + "/output", target.Shape, null);
        target.Continue(target.Graph.Operator(code, 1, [target.Current, constant], output, options, []), target.Shape);
    }
}
