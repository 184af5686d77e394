using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Layers;

/// <summary>Random numbers for layers, and networks of one layer.</summary>
internal static class TestNumbers
{
    public static float[] Values(Random random, int count, float limit) =>
        [.. Enumerable.Range(0, count).Select(_ => limit * ((2f * random.NextSingle()) - 1f))];

    public static sbyte[] Bytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];

    public static float[,] Matrix(Random random, int rows, int columns)
    {
        var matrix = new float[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = random.NextSingle() - 0.5f;
            }
        }

        return matrix;
    }

    /// <summary>Some columns of a matrix as rows: Keras multiplies x W, the formulas W x.</summary>
    public static float[] Rows(float[,] matrix, int from, int count) =>
        [.. Enumerable.Range(from, count).SelectMany(column =>
            Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column]))];

    /// <summary>Vectors of a width, one a step; the lowest and the highest numbers are among them.</summary>
    public static short[][] Steps(Random random, int count, int inputs, bool isWide)
    {
        (int min, int max) = isWide ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        return [.. Enumerable.Range(0, count).Select(t => Enumerable.Range(0, inputs).Select(_ => (short)(t switch
        {
            3 => min,
            4 => max,
            _ => random.Next(min, max + 1),
        })).ToArray())];
    }

    /// <summary>All outputs of a layer for steps that are given in one call.</summary>
    public static short[] Whole(QuantizedRecurrent layer, bool isWide, short[][] steps)
    {
        var output = new short[(layer.ReturnSequences ? steps.Length : 1) * layer.Units];
        new InterpretedModel(Network(layer, isWide, steps.Length, false)).Invoke([.. steps.SelectMany(x => x)], output);
        return output;
    }

    /// <summary>All outputs of a layer for steps that are given one a call.</summary>
    public static short[] Streamed(QuantizedRecurrent layer, bool isWide, short[][] steps)
    {
        var model = new InterpretedModel(Network(layer, isWide, 1, true));
        return [.. steps.SelectMany(x =>
        {
            var output = new short[layer.Units];
            model.Invoke(x, output);
            return output;
        })];
    }

    /// <summary>Compares a float network with the numbers of a formula, within 1e-5.</summary>
    public static void Expect(double[] expected, FloatNetwork network, float[][] steps)
    {
        float[] actual = new FloatModel(network).Invoke([.. steps.SelectMany(x => x)]);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, Math.Abs(pair.First))));
        Assert.Contains(expected, value => Math.Abs(value) > 0.01);
    }

    private static QuantizedNetwork Network(QuantizedRecurrent layer, bool isWide, int steps, bool isStateful) => new(
        "n", isWide ? ActivationWidth.Int16 : ActivationWidth.Int8, steps, layer.InputSize, isStateful, layer.Input, layer.Output, false,
        false, [layer]);
}
