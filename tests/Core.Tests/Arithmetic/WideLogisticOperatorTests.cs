using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests.Arithmetic;

/// <summary>
/// CRC-32 over all 65,536 inputs as in <see cref="GateTablesTests"/>: at these scales the operator is the runtime's gate function.
/// </summary>
public class WideLogisticOperatorTests
{
    [Theory]
    [InlineData(false, -12, "928F0A46")]
    [InlineData(true, -9, "2537531D")]
    [InlineData(true, -10, "93EE576E")]
    [InlineData(true, -11, "20F0F708")]
    [InlineData(true, -12, "ABDD53CC")]
    [InlineData(true, -13, "931C6619")]
    [InlineData(true, -14, "0A35E7EF")]
    [InlineData(true, -15, "C3723410")]
    public void Powers_of_two_equal_the_reference_for_every_input(bool tanh, int exponent, string expectedCrc) =>
        Assert.Equal(expectedCrc, Checksum.Of(Run(tanh, MathF.ScaleB(1f, exponent))));

    // 2.1e-3: the whole range of the argument and the ends beyond it.
    [Theory]
    [InlineData(false, 1.7e-4f)]
    [InlineData(false, 2.1e-3f)]
    [InlineData(true, 1.7e-4f)]
    [InlineData(true, 2.1e-3f)]
    public void Any_scale_is_within_a_few_steps_of_the_function(bool tanh, float scale)
    {
        short[] outputs = Run(tanh, scale);
        for (int k = 0; k < outputs.Length; k++)
        {
            double x = (k - 32768) * (double)scale;
            double expected = 32768 * (tanh ? Math.Tanh(x) : 1 / (1 + Math.Exp(-x)));
            Assert.True(Math.Abs(outputs[k] - expected) < 8, $"{x}: {outputs[k]} instead of {expected}");
        }
    }

    private static short[] Run(bool tanh, float scale)
    {
        short[] inputs = [.. Enumerable.Range(-32768, 65536).Select(value => (short)value)];
        var outputs = new short[inputs.Length];
        new WideLogisticOperator(tanh, scale).Run(inputs, 0, outputs, 0, inputs.Length);
        return outputs;
    }
}
