using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// A gated recurrent unit in integers. TensorFlow Lite Micro has no kernel for it, so the arithmetic is the project's own. With sums of a
/// gate g in steps of 2^ng (<see cref="GateMatrix"/>), F for what an activation makes of integers (<see cref="GateFunction"/>; values in
/// steps of 2^k), R(x, s) = (x + 2^(s - 1)) >> s, H for <see cref="HiddenRounding"/>, and a state s in the steps of the candidates, 2^kc:
/// <code>
/// u_g = sat16(M(b + sum of W (x - zx), float(sx sW) / 2^ng))       v_g = sat16(M(d + sum of U (h - zh), float(sh sU) / 2^ng))
/// z = F(u_z + v_z), r = F(u_r + v_r)
/// reset after the product:    c = F(u_c + clamp(R(r v_c, -kr)))     clamped to +-2^15
/// reset before the product:   c = F(u_c + v_c), where v_c takes H(r s) in place of h
/// s' = clamp(R(z s + (2^-kz - z) c, -kz)) to +-2^24                 h' = H(s')
/// </code>
/// The state is finer than h, which is what the matrices and the next layer see of it: what z lets through would be lost in steps of int8.
/// d stands with the candidate alone. All units read the old h; it starts at zh, and s at 0.
/// </summary>
internal sealed class GruIntegerRun : IntegerRun
{
    private const int Gates = FloatGru.Gates, Candidate = FloatGru.Candidate;

    private readonly QuantizedGru gru;
    private readonly bool wide;
    private readonly GateMatrix[] input;
    private readonly GateMatrix[] recurrent;
    private readonly GateFunction[] functions;
    private readonly HiddenRounding rounding;
    private readonly HiddenRounding resetRounding;
    private readonly short[] hidden;
    private readonly short[] kept;
    private readonly int[] state;
    private readonly int[] fromInput;
    private readonly int[] fromHidden;

    public GruIntegerRun(QuantizedGru gru, ActivationWidth width)
    {
        this.gru = gru;
        wide = width == ActivationWidth.Int16;
        int units = gru.Units;
        input = [.. gru.InputWeights.Select((weights, gate) =>
            new GateMatrix(weights, gru.Biases[gate], gru.InputSize, gru.Input.ZeroPoint, gru.InputMultiplier(gate)))];
        recurrent = [.. gru.RecurrentWeights.Select((weights, gate) => new GateMatrix(
            weights, gate == Candidate ? gru.CandidateBias : new long[units], units, gru.Output.ZeroPoint, gru.RecurrentMultiplier(gate)))];
        functions = [.. Enumerable.Range(0, Gates).Select(gru.Function)];
        rounding = HiddenRounding.Of(gru.OutputMultiplier, gru.Output.ZeroPoint, width.Range());
        resetRounding = HiddenRounding.Of(gru.ResetMultiplier, gru.Output.ZeroPoint, width.Range());
        hidden = new short[units];
        kept = new short[units];
        state = new int[units];
        fromInput = new int[Gates * units];
        fromHidden = new int[Gates * units];
        Reset();
    }

    public override void Reset()
    {
        Array.Fill(hidden, (short)gru.Output.ZeroPoint);
        Array.Clear(state);
    }

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        int units = gru.Units;
        for (int t = 0; t < shape.Steps; t++)
        {
            Sums(input.AsSpan(t * gru.InputSize, gru.InputSize));
            for (int u = 0; u < units; u++)
            {
                long z = Value(0, u), c = functions[Candidate].Apply(CandidateSum(u));
                int shift = -functions[0].ValueExponent;
                long next = Rounded((z * state[u]) + (((1L << shift) - z) * c), shift);
                state[u] = (int)Math.Clamp(next, -QuantizedGru.LargestState, QuantizedGru.LargestState);
                hidden[u] = rounding.Apply(state[u]);
            }

            hidden.CopyTo(output, gru.ReturnSequences ? t * units : 0);
        }
    }

    private void Sums(ReadOnlySpan<short> x)
    {
        int units = gru.Units;
        for (int gate = 0; gate < Gates; gate++)
        {
            if (gate == Candidate && !gru.ResetAfter)
            {
                for (int u = 0; u < units; u++)
                {
                    kept[u] = resetRounding.Apply((long)Value(1, u) * state[u]);
                }
            }

            for (int u = 0; u < units; u++)
            {
                fromInput[(gate * units) + u] = input[gate].Sum(u, x, wide);
                fromHidden[(gate * units) + u] = recurrent[gate].Sum(u, gate == Candidate && !gru.ResetAfter ? kept : hidden, wide);
            }
        }
    }

    private int Value(int gate, int u) =>
        functions[gate].Apply(fromInput[(gate * gru.Units) + u] + fromHidden[(gate * gru.Units) + u]);

    private int CandidateSum(int u)
    {
        int at = (Candidate * gru.Units) + u;
        if (!gru.ResetAfter)
        {
            return fromInput[at] + fromHidden[at];
        }

        long reset = Rounded((long)Value(1, u) * fromHidden[at], -functions[1].ValueExponent);
        return fromInput[at] + (int)Math.Clamp(reset, short.MinValue, -short.MinValue);
    }

    private static long Rounded(long value, int shift) => shift == 0 ? value : (value + (1L << (shift - 1))) >> shift;
}
