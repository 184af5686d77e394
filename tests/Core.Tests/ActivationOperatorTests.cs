using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests;

/// <summary>
/// Activations that are operators of their own, over every input: CRC-32 of what TensorFlow Lite Micro (commit 90b983c2, reference kernels)
/// gives.
/// </summary>
public class ActivationOperatorTests
{
    [Theory]
    [InlineData(false, 0.0625f, 9, "329A71A5")]
    [InlineData(false, 0.0078125f, 0, "43779A25")]
    [InlineData(false, 0.05f, -128, "563640AF")]
    [InlineData(false, 0.35f, 40, "01FE3725")]
    [InlineData(true, 0.0625f, 9, "CA4D692D")]
    [InlineData(true, 0.0078125f, 0, "A140B869")]
    [InlineData(true, 0.05f, -128, "AF0009B0")]
    [InlineData(true, 0.35f, 40, "B8A47E00")]
    public void Logistic_and_tanh_on_int8_equal_the_reference(bool tanh, float scale, int zeroPoint, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfEachInput(new LogisticOperator(tanh, scale, zeroPoint), wide: false));

    [Theory]
    [InlineData(false, 6.1e-5f, "70F40805")]
    [InlineData(false, 1.7e-4f, "FBA59534")]
    [InlineData(false, 2.1e-3f, "A8016BB4")]
    [InlineData(true, 6.1e-5f, "B046D261")]
    [InlineData(true, 1.7e-4f, "EC009641")]
    [InlineData(true, 2.1e-3f, "14038D23")]
    public void Logistic_and_tanh_on_int16_equal_the_reference(bool tanh, float scale, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfEachInput(new WideLogisticOperator(tanh, scale), wide: true));

    // Quantisations whose ratio is 1.25 in single precision and a little less in double: halves show which of them was computed.
    [Theory]
    [InlineData(0.0625f, 9, 0.05f, -50, "97B1EAF2")]
    [InlineData(0.03f, -128, 0.07f, 11, "B26B3AC3")]
    [InlineData(0.07f, 0, 0.035f, -128, "1FFA8A12")]
    public void Relu_on_int8_equals_the_reference(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint, string crc)
    {
        var relu = new ReluOperator(inputScale, inputZeroPoint, outputScale, outputZeroPoint, Math.Max(-128, outputZeroPoint), 127);
        Assert.Equal(crc, CrcOfEachInput(relu, wide: false));
    }

    [Theory]
    [InlineData(2.5e-4f, 2e-4f, "D931EA70")]
    [InlineData(1e-4f, 3e-4f, "3810E533")]
    public void Relu_on_int16_equals_the_reference(float inputScale, float outputScale, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfEachInput(new ReluOperator(inputScale, 0, outputScale, 0, 0, 32767), wide: true));

    [Theory]
    [InlineData(0.0625f, "153FD0EB")]
    [InlineData(0.2f, "ADC91C03")]
    [InlineData(0.005f, "35DF41C3")]
    public void Softmax_on_int8_equals_the_reference(float scale, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfTriples(new SoftmaxOperator(scale), sbyte.MinValue, sbyte.MaxValue, 7));

    // The tables behind it differ in some entries between single and double precision.
    [Theory]
    [InlineData(2.2e-4f, "6D556055")]
    [InlineData(1f / 8192, "7A0C2192")]
    [InlineData(1.5e-5f, "691BE216")]
    public void Softmax_on_int16_equals_the_reference(float scale, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfTriples(new WideSoftmaxOperator(scale), short.MinValue, short.MaxValue, 7919));

    private static string CrcOfEachInput(ElementwiseOperator layer, bool wide)
    {
        (int min, int max) = wide ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, sbyte.MaxValue);
        short[] inputs = [.. Enumerable.Range(min, max - min + 1).Select(value => (short)value)];
        short[] outputs = new short[inputs.Length];
        layer.Run(inputs, 0, outputs, 0, inputs.Length);
        return Checksum.Of(outputs);
    }

    /// <summary>The greatest value, with each value below it in turn and a third one.</summary>
    private static string CrcOfTriples(ElementwiseOperator layer, int min, int max, int stride)
    {
        int size = max - min + 1;
        short[] outputs = new short[3 * size];
        for (int below = 0; below < size; below++)
        {
            layer.Run([(short)max, (short)(max - below), (short)(max - (int)((long)below * stride % size))], 0, outputs, 3 * below, 3);
        }

        return Checksum.Of(outputs);
    }
}
