using System.Numerics;
using NanoBms.Models.Layers.LstmVariants;
using static NanoBms.Models.Tests.Layers.ReferenceArithmetic;

namespace NanoBms.Models.Tests.Layers.LstmVariants;

/// <summary>
/// The formulas of docs/model-formats.md, written down on their own: reals in double precision, integers without a limit of size. Nothing
/// of the library computes here.
/// </summary>
internal static class LstmVariantReference
{
    private const int I = 0, F = 1, C = 2, O = 3;

    /// <summary>Hidden states after each step, from zero on.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">One vector a step.</param>
    public static double[][] Run(FloatLstmVariant layer, IEnumerable<float[]> inputs)
    {
        double[] hidden = new double[layer.Units], cell = new double[layer.Units];
        var states = new List<double[]>();
        foreach (float[] x in inputs)
        {
            double[] before = hidden, kept = cell;
            double Gate(int gate, int u) => Activate(
                gate == C ? layer.CellActivation : layer.GateActivation,
                layer.Biases[gate][u] + x.Select((value, k) => (double)layer.InputWeights[gate][u * x.Length + k] * value).Sum()
                    + before.Select((value, k) => (double)layer.RecurrentWeights[gate][u * before.Length + k] * value).Sum());
            cell = [.. Enumerable.Range(0, layer.Units).Select(u => (Gate(F, u) * kept[u]) + (Gate(I, u) * Gate(C, u)))];
            hidden = [.. Enumerable.Range(0, layer.Units).Select(u => Gate(O, u) * Activate(layer.CellActivation, cell[u]))];
            states.Add(hidden);
        }

        return [.. states];
    }

    /// <summary>Hidden states after each step.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isWide">int16 activations.</param>
    /// <param name="inputs">One vector a step.</param>
    public static short[][] Run(QuantizedLstmVariant layer, bool isWide, IEnumerable<short[]> inputs)
    {
        int cellExponent = (int)Math.Round(Math.Log2(layer.CellScale));
        short[] hidden = [.. Enumerable.Repeat((short)layer.Output.ZeroPoint, layer.Units)];
        var cell = new BigInteger[layer.Units];
        var states = new List<short[]>();
        foreach (short[] x in inputs)
        {
            short[] before = hidden;
            hidden = [.. Enumerable.Range(0, layer.Units).Select(u =>
            {
                (BigInteger Value, int Exponent) Gate(int gate) => Activate(
                    gate == C ? layer.CellActivation : layer.GateActivation,
                    RowSum(layer.InputWeights[gate], u, x, layer.Input.ZeroPoint, layer.Biases[gate][u],
                        (double)(layer.Input.Scale * layer.InputWeightScales[gate]) / layer.SumScales[gate], isWide)
                    + RowSum(layer.RecurrentWeights[gate], u, before, layer.Output.ZeroPoint, 0,
                        (double)(layer.Output.Scale * layer.RecurrentWeightScales[gate]) / layer.SumScales[gate], isWide),
                    (int)Math.Round(Math.Log2(layer.SumScales[gate])));
                (BigInteger f, int fe) = Gate(F);
                (BigInteger i, int ie) = Gate(I);
                (BigInteger c, int ce) = Gate(C);
                (BigInteger o, int oe) = Gate(O);
                BigInteger most = BigInteger.One << 24;
                cell[u] = BigInteger.Clamp(HalfUp(f * cell[u], -fe) + HalfUp(i * c, cellExponent - ie - ce), -most, most);
                (BigInteger active, int exponent) = Activate(layer.CellActivation, cell[u], cellExponent);
                return (short)Hidden(o * active, oe + exponent, layer.Output, isWide);
            })];
            states.Add(hidden);
        }

        return [.. states];
    }
}
