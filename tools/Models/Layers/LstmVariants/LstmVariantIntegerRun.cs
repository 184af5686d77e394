using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// An LSTM of other activations in integers. TensorFlow Lite Micro has no kernel for it, so the arithmetic is the project's own. With sums
/// of a gate g in steps of 2^ng (<see cref="GateMatrix"/>), F for what an activation makes of integers (<see cref="GateFunction"/>; values
/// in steps of 2^k), R(x, s) = (x + 2^(s - 1)) >> s, and a cell in steps of 2^nc:
/// <code>
/// a_g = sat16(M(b + sum of W (x - zx), float(sx sW) / 2^ng)) + sat16(M(sum of U (h - zh), float(sh sU) / 2^ng))
/// c'  = clamp(R(F(a_f) c, -kf) + R(F(a_i) F(a_c), nc - ki - kc), +-2^24)
/// h'  = F(a_o) F(c') in steps of 2^(ko + k), by <see cref="HiddenRounding"/>
/// </code>
/// All units read the old h; it starts at zh, and c at 0. No product has more than 42 bits: a gate's value has at most 17, the cell's 25.
/// </summary>
internal sealed class LstmVariantIntegerRun : IntegerRun
{
    private const int Gates = FloatLstmVariant.Gates;

    private readonly QuantizedLstmVariant lstm;
    private readonly bool wide;
    private readonly GateMatrix[] input;
    private readonly GateMatrix[] recurrent;
    private readonly GateFunction[] functions;
    private readonly GateFunction outputFunction;
    private readonly HiddenRounding rounding;
    private readonly short[] hidden;
    private readonly int[] cell;
    private readonly int[] sums;

    public LstmVariantIntegerRun(QuantizedLstmVariant lstm, ActivationWidth width)
    {
        this.lstm = lstm;
        wide = width == ActivationWidth.Int16;
        int units = lstm.Units;
        input = [.. lstm.InputWeights.Select((weights, gate) =>
            new GateMatrix(weights, lstm.Biases[gate], lstm.InputSize, lstm.Input.ZeroPoint, lstm.InputMultiplier(gate)))];
        recurrent = [.. lstm.RecurrentWeights.Select((weights, gate) =>
            new GateMatrix(weights, new long[units], units, lstm.Output.ZeroPoint, lstm.RecurrentMultiplier(gate)))];
        functions = [.. Enumerable.Range(0, Gates).Select(lstm.Function)];
        outputFunction = lstm.OutputFunction;
        rounding = HiddenRounding.Of(lstm.OutputMultiplier, lstm.Output.ZeroPoint, width.Range());
        hidden = new short[units];
        cell = new int[units];
        sums = new int[Gates * units];
        Reset();
    }

    public override void Reset()
    {
        Array.Fill(hidden, (short)lstm.Output.ZeroPoint);
        Array.Clear(cell);
    }

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        int units = lstm.Units;
        for (int t = 0; t < shape.Steps; t++)
        {
            ReadOnlySpan<short> x = input.AsSpan(t * lstm.InputSize, lstm.InputSize);
            for (int gate = 0; gate < Gates; gate++)
            {
                for (int u = 0; u < units; u++)
                {
                    sums[(gate * units) + u] = this.input[gate].Sum(u, x, wide) + recurrent[gate].Sum(u, hidden, wide);
                }
            }

            for (int u = 0; u < units; u++)
            {
                long Value(int gate) => functions[gate].Apply(sums[(gate * units) + u]);
                long c = Rounded(Value(1) * cell[u], lstm.KeptShift)
                    + Rounded(Value(0) * Value(FloatLstmVariant.CellGate), lstm.AddedShift);
                cell[u] = (int)Math.Clamp(c, -QuantizedLstmVariant.LargestCell, QuantizedLstmVariant.LargestCell);
                hidden[u] = rounding.Apply(Value(3) * outputFunction.Apply(cell[u]));
            }

            hidden.CopyTo(output, lstm.ReturnSequences ? t * units : 0);
        }
    }

    private static long Rounded(long value, int shift) => shift == 0 ? value : (value + (1L << (shift - 1))) >> shift;
}
