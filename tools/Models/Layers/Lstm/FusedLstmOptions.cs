using NanoBms.Foundation;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>The forms of the fused LSTM operator that no kernel here computes.</summary>
internal static class FusedLstmOptions
{
    /// <summary>Refuses coupled gates, peepholes, projection, layer normalisation and other cell activations, by name.</summary>
    /// <exception cref="UserError">The operator is of such a form.</exception>
    public static void RefuseVariants(TfliteOperator op, string where, bool timeMajorToo)
    {
        void RefuseIf(bool condition, string what, string instead)
        {
            if (condition)
            {
                throw new UserError($"{where} uses {what}, which is not supported; {instead}.");
            }
        }

        bool Present(int index) => index < op.Inputs.Length && op.Inputs[index] >= 0;
        RefuseIf(op.Inputs.Length < 20, "too few inputs", "convert the model again with a current TensorFlow");
        RefuseIf(!Present(1), "a coupled input and forget gate (CIFG)", "train it with separate gates");
        RefuseIf(Present(9) || Present(10) || Present(11), "peephole weights", "train it without peephole connections");
        RefuseIf(Present(16) || Present(17), "a projection", "train it without projection");
        RefuseIf(Enumerable.Range(20, 4).Any(Present), "layer normalisation", "train it without");
        RefuseIf(op.Options is not null && op.Options.Value.Byte(0, 0) != 4, "a cell activation that is not tanh", "train it with tanh");
        RefuseIf(timeMajorToo && (op.Options?.Bool(3) ?? false), "time-major order", "export it with batch first");
    }
}
