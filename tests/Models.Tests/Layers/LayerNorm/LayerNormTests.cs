using System.Numerics;
using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.LayerNorm;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Layers.LayerNorm;

/// <summary>Layer normalisation in integers, against its formula in integers of unlimited size and against floats.</summary>
public class LayerNormTests(ITestOutputHelper output)
{
    public static readonly TheoryData<int, ActivationWidth, float, int, long> Layers = new()
    {
        { 1, ActivationWidth.Int8, 0.02f, 3, 1 },
        { 2, ActivationWidth.Int8, 0.02f, -128, 0 },
        { 16, ActivationWidth.Int8, 0.05f, 127, 1000 },
        { 64, ActivationWidth.Int16, 1e-4f, 0, 0 },
        { 1024, ActivationWidth.Int16, 1e-3f, 0, 1L << 50 },
        { 1024, ActivationWidth.Int8, 0.3f, 0, 1L << 20 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Integers_equal_the_formula_bit_for_bit(int size, ActivationWidth width, float outputScale, int zeroPoint, long epsilon)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var layer = new QuantizedLayerNorm(
            "n", new QuantParams(0.01f, 5), new QuantParams(outputScale, zeroPoint), epsilon, 22,
            [.. Enumerable.Range(0, size).Select(_ => random.Next(-(1 << 20), (1 << 20) + 1))],
            [.. Enumerable.Range(0, size).Select(_ => random.Next(-1 << 20, 1 << 20))]);
        layer.Check();
        (int min, int max) = width.Range();
        var network = new QuantizedNetwork("n", width, 1, size, false, layer.Input, layer.Output, false, false, [layer]);
        var model = new InterpretedModel(network);
        var actual = new short[size];
        for (int run = 0; run < 12; run++)
        {
            short[] x = [.. Enumerable.Range(0, size).Select(k => (short)(run switch
            {
                0 => max,
                1 => k % 2 == 0 ? min : max,
                2 => k == 0 ? min : max,
                3 => k == 0 ? 1 : 0,
                _ => random.Next(min, max + 1),
            }))];
            model.Invoke(x, actual);
            Assert.Equal(Formula(layer, x, min, max), actual);
        }
    }

    [Theory]
    [InlineData(ActivationWidth.Int8, 2.0)]
    [InlineData(ActivationWidth.Int16, 0.4)]
    public void Quantised_it_stays_close_to_the_float_network(ActivationWidth width, double percent)
    {
        var random = new Random(6);
        var network = new FloatNetwork("n", 1, 4, false,
        [
            new FloatDense("a", 4, 24, Activation.Relu, TestNumbers.Values(random, 96, 0.8f), TestNumbers.Values(random, 24, 0.4f)),
            new FloatLayerNorm("n", 1e-3, TestNumbers.Values(random, 24, 1.5f), TestNumbers.Values(random, 24, 0.4f)),
            new FloatDense("b", 24, 1, Activation.None, TestNumbers.Values(random, 24, 0.3f), [0.1f]),
        ]);
        _ = Closeness.Expect(network, width, percent, output);
    }

    [Fact]
    public void What_integers_cannot_hold_is_refused()
    {
        var layer = new QuantizedLayerNorm("n", new QuantParams(1f, 0), new QuantParams(1f, 0), 0, 22, new int[1025], new int[1025]);
        Assert.Equal(
            "Layer 'n' normalises 1025 values; up to 1024 are supported, use a smaller layer.",
            Assert.Throws<UserError>(layer.Check).Message);
        Assert.StartsWith(
            "Layer 'n' normalises values so small, or makes them so large, that integers cannot hold both",
            Assert.Throws<UserError>(() => (layer with { Scale = [1], Offset = [0], Epsilon = (1L << 50) + 1 }).Check()).Message,
            StringComparison.Ordinal);
    }

    private static short[] Formula(QuantizedLayerNorm layer, short[] x, int min, int max)
    {
        BigInteger count = x.Length, sum = x.Aggregate(BigInteger.Zero, (total, value) => total + value);
        BigInteger[] d = [.. x.Select(value => (count * value) - sum)];
        BigInteger w = BigInteger.Max(1, (d.Aggregate(BigInteger.Zero, (total, value) => total + (value * value)) / count) + layer.Epsilon);
        int f = w < BigInteger.Pow(2, 40) ? 10 : 0;
        BigInteger root = Root(w * BigInteger.Pow(4, f));
        return [.. d.Select((value, k) =>
        {
            BigInteger z = value * BigInteger.Pow(2, 15 + f) / root;
            BigInteger half = BigInteger.Pow(2, layer.Shift - 1), offset = layer.Offset[k] * BigInteger.Pow(2, layer.Shift - 8);
            BigInteger result = (((z * layer.Scale[k]) + offset + half) >> layer.Shift) + layer.Output.ZeroPoint;
            return (short)BigInteger.Min(max, BigInteger.Max(min, result));
        })];
    }

    /// <summary>By halving an interval.</summary>
    private static BigInteger Root(BigInteger number)
    {
        BigInteger low = 0, high = number + 1;
        while (high - low > 1)
        {
            BigInteger middle = (low + high) / 2;
            (low, high) = middle * middle <= number ? (middle, high) : (low, middle);
        }

        return low;
    }
}
