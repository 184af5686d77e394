using System.Numerics;
using NanoBms.Models.Layers.Gru;
using static NanoBms.Models.Tests.Layers.ReferenceArithmetic;

namespace NanoBms.Models.Tests.Layers.Gru;

/// <summary>
/// The formulas of docs/model-formats.md, written down on their own: reals in double precision, integers without a limit of size. Nothing
/// of the library computes here.
/// </summary>
internal static class GruReference
{
    private const int Z = 0, R = 1, C = 2;

    /// <summary>Hidden states after each step, from zero on.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">One vector a step.</param>
    public static double[][] Run(FloatGru layer, IEnumerable<float[]> inputs)
    {
        var hidden = new double[layer.Units];
        var states = new List<double[]>();
        foreach (float[] x in inputs)
        {
            double[] before = hidden;
            double OfInput(int gate, int u) => layer.Biases[gate][u]
                + x.Select((value, k) => (double)layer.InputWeights[gate][u * x.Length + k] * value).Sum();
            double OfHidden(int gate, int u, IEnumerable<double> values) =>
                values.Select((value, k) => layer.RecurrentWeights[gate][u * layer.Units + k] * value).Sum();
            double[] reset = [.. Enumerable.Range(0, layer.Units).Select(u => Activate(
                layer.GateActivation, OfInput(R, u) + OfHidden(R, u, before)))];
            hidden = [.. Enumerable.Range(0, layer.Units).Select(u =>
            {
                double z = Activate(layer.GateActivation, OfInput(Z, u) + OfHidden(Z, u, before));
                double candidate = Activate(layer.CandidateActivation, OfInput(C, u) + (layer.ResetAfter
                    ? reset[u] * (OfHidden(C, u, before) + layer.CandidateBias[u])
                    : OfHidden(C, u, before.Select((value, k) => value * reset[k]))));
                return (z * before[u]) + ((1 - z) * candidate);
            })];
            states.Add(hidden);
        }

        return [.. states];
    }

    /// <summary>Hidden states after each step.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isWide">int16 activations.</param>
    /// <param name="inputs">One vector a step.</param>
    public static short[][] Run(QuantizedGru layer, bool isWide, IEnumerable<short[]> inputs)
    {
        short[] hidden = [.. Enumerable.Repeat((short)layer.Output.ZeroPoint, layer.Units)];
        var state = new BigInteger[layer.Units];
        var states = new List<short[]>();
        int Exponent(int gate) => (int)Math.Round(Math.Log2(layer.SumScales[gate]));
        foreach (short[] x in inputs)
        {
            short[] before = hidden;
            BigInteger OfInput(int gate, int u) => RowSum(
                layer.InputWeights[gate], u, x, layer.Input.ZeroPoint, layer.Biases[gate][u],
                (double)(layer.Input.Scale * layer.InputWeightScales[gate]) / layer.SumScales[gate], isWide);
            BigInteger OfHidden(int gate, int u, short[] values) => RowSum(
                layer.RecurrentWeights[gate], u, values, layer.Output.ZeroPoint, gate == C ? layer.CandidateBias[u] : 0,
                (double)(layer.Output.Scale * layer.RecurrentWeightScales[gate]) / layer.SumScales[gate], isWide);
            (BigInteger Value, int Exponent) Gate(int gate, int u) =>
                Activate(layer.GateActivation, OfInput(gate, u) + OfHidden(gate, u, before), Exponent(gate));
            int stateExponent = Activate(layer.CandidateActivation, 0, Exponent(C)).Exponent;
            short[] kept = [.. Enumerable.Range(0, layer.Units).Select(u =>
            {
                (BigInteger r, int exponent) = Gate(R, u);
                return (short)Hidden(r * state[u], exponent + stateExponent, layer.Output, isWide);
            })];
            BigInteger[] next = [.. Enumerable.Range(0, layer.Units).Select(u =>
            {
                (BigInteger z, int ze) = Gate(Z, u);
                (BigInteger r, int re) = Gate(R, u);
                BigInteger sum = OfInput(C, u) + (layer.ResetAfter
                    ? BigInteger.Clamp(HalfUp(r * OfHidden(C, u, before), -re), -32768, 32768)
                    : OfHidden(C, u, kept));
                BigInteger candidate = Activate(layer.CandidateActivation, sum, Exponent(C)).Value, most = BigInteger.One << 24;
                return BigInteger.Clamp(HalfUp((z * state[u]) + (((BigInteger.One << -ze) - z) * candidate), -ze), -most, most);
            })];
            state = next;
            hidden = [.. state.Select(value => (short)Hidden(value, stateExponent, layer.Output, isWide))];
            states.Add(hidden);
        }

        return [.. states];
    }
}
