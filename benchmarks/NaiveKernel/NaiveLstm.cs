using NanoBms.Core.Arithmetic;
using NanoBms.Models.Layers.Lstm;

namespace NanoBms.NaiveKernel;

/// <summary>
/// One LSTM layer as one would write it down first: a loop over weight arrays for each gate, a small method for each formula.
/// </summary>
internal sealed class NaiveLstm : NaiveLayer
{
    private readonly int inputSize, units, inputZeroPoint, hiddenZeroPoint, cellExponent, cellClip, hiddenStart, hiddenMultiplier,
        hiddenShift;
    private readonly bool wide, returnSequences;
    private readonly sbyte[][] inputWeights, recurrentWeights;
    private readonly long[][] biases;
    private readonly int[] inputMultiplier = new int[4], inputShift = new int[4], recurrentMultiplier = new int[4],
        recurrentShift = new int[4];
    private readonly short[] hidden, nextHidden, cell;

    public NaiveLstm(QuantizedLstm lstm, bool wide)
    {
        this.wide = wide;
        inputSize = lstm.InputSize;
        units = lstm.Units;
        returnSequences = lstm.ReturnSequences;
        inputZeroPoint = lstm.Input.ZeroPoint;
        hiddenZeroPoint = lstm.Output.ZeroPoint;
        inputWeights = lstm.InputWeights;
        recurrentWeights = lstm.RecurrentWeights;
        biases = lstm.Biases;
        cellExponent = FixedPoint.PowerOfTwoExponent(lstm.CellScale);
        cellClip = LstmCell.CellClipSteps(lstm.CellClip, lstm.CellScale);
        hiddenStart = LstmLayer.HiddenStart(wide, hiddenZeroPoint);
        FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out hiddenMultiplier, out hiddenShift);
        for (int gate = 0; gate < 4; gate++)
        {
            FixedPoint.QuantizeMultiplier(
                LstmLayer.GateScale(lstm.Input.Scale, lstm.InputWeightScales[gate]), out inputMultiplier[gate], out inputShift[gate]);
            FixedPoint.QuantizeMultiplier(
                LstmLayer.GateScale(lstm.Output.Scale, lstm.RecurrentWeightScales[gate]), out recurrentMultiplier[gate],
                out recurrentShift[gate]);
        }

        hidden = new short[units];
        nextHidden = new short[units];
        cell = new short[units];
        Reset();
    }

    public override void Reset()
    {
        for (int u = 0; u < units; u++)
        {
            hidden[u] = (short)hiddenStart;
            cell[u] = 0;
        }
    }

    public override (int Steps, int Size) Run(short[] input, int steps, short[] output)
    {
        for (int t = 0; t < steps; t++)
        {
            Step(input, t * inputSize, output, returnSequences ? t * units : 0);
        }

        return (returnSequences ? steps : 1, units);
    }

    private void Step(short[] input, int inputOffset, short[] output, int outputOffset)
    {
        for (int u = 0; u < units; u++)
        {
            int i = GateTables.Sigmoid(Gate(0, u, input, inputOffset));
            int f = GateTables.Sigmoid(Gate(1, u, input, inputOffset));
            int g = GateTables.Tanh(3 * Gate(2, u, input, inputOffset));
            int o = GateTables.Sigmoid(Gate(3, u, input, inputOffset));
            nextHidden[u] = Cell(u, i, f, g, o);
        }

        for (int u = 0; u < units; u++)
        {
            hidden[u] = nextHidden[u];
            output[outputOffset + u] = nextHidden[u];
        }
    }

    private int Gate(int gate, int u, short[] input, int inputOffset)
    {
        long fromInput = biases[gate][u], fromHidden = 0;
        if (wide)
        {
            fromInput += WideSum(inputWeights[gate], u, input, inputOffset, inputSize, inputZeroPoint);
            fromHidden += WideSum(recurrentWeights[gate], u, hidden, 0, units, hiddenZeroPoint);
        }
        else
        {
            fromInput += Sum(inputWeights[gate], u, input, inputOffset, inputSize, inputZeroPoint);
            fromHidden += Sum(recurrentWeights[gate], u, hidden, 0, units, hiddenZeroPoint);
        }

        return FixedPoint.SaturateToInt16(
            FixedPoint.SaturateToInt16(Requantize(fromInput, inputMultiplier[gate], inputShift[gate], wide))
            + FixedPoint.SaturateToInt16(Requantize(fromHidden, recurrentMultiplier[gate], recurrentShift[gate], wide)));
    }

    private short Cell(int u, int i, int f, int g, int o)
    {
        int kept = FixedPoint.SaturateToInt16(FixedPoint.MultiplyByQuantizedMultiplier(f * cell[u], 1 << 30, -14));
        int added = FixedPoint.SaturateToInt16(FixedPoint.MultiplyByQuantizedMultiplier(i * g, 1 << 30, -29 - cellExponent));
        int c = FixedPoint.SaturateToInt16(kept + added);
        if (cellClip > 0)
        {
            c = c > cellClip ? cellClip : (c < -cellClip ? -cellClip : c);
        }

        cell[u] = (short)c;
        int e = 12 + cellExponent;
        int w = e >= 0 ? c * (3 << e) : ((3 * c) + (1 << (-e - 1))) >> -e;
        int h = FixedPoint.MultiplyByQuantizedMultiplier(GateTables.Tanh(w) * o, hiddenMultiplier, hiddenShift) + hiddenZeroPoint;
        int min = wide ? short.MinValue : sbyte.MinValue, max = wide ? short.MaxValue : sbyte.MaxValue;
        return (short)(h > max ? max : (h < min ? min : h));
    }
}
