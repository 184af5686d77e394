using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>An LSTM in single precision.</summary>
internal sealed class LstmFloatRun : FloatRun
{
    private const int Gates = 4, CellGate = 2;

    private readonly FloatLstm lstm;
    private readonly WeightProduct[] inputProducts;
    private readonly WeightProduct[] recurrentProducts;
    private readonly float[] hidden;
    private readonly float[] cell;
    private readonly float[] gates;

    public LstmFloatRun(FloatLstm lstm)
    {
        this.lstm = lstm;
        inputProducts = [.. lstm.InputWeights
            .Select((weights, gate) => WeightProduct.Create(weights, lstm.HybridInput?[gate], lstm.InputSize))];
        recurrentProducts = [.. lstm.RecurrentWeights
            .Select((weights, gate) => WeightProduct.Create(weights, lstm.HybridRecurrent?[gate], lstm.Units))];
        hidden = new float[lstm.Units];
        cell = new float[lstm.Units];
        gates = new float[Gates * lstm.Units];
    }

    public override void Reset()
    {
        Array.Clear(hidden);
        Array.Clear(cell);
    }

    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        int units = lstm.Units;
        var output = new float[lstm.After(shape).Count];
        for (int t = 0; t < shape.Steps; t++)
        {
            ReadOnlySpan<float> x = input.AsSpan(t * lstm.InputSize, lstm.InputSize);
            observer.Product(x, hidden);
            for (int gate = 0; gate < Gates; gate++)
            {
                Span<float> sums = gates.AsSpan(gate * units, units);
                lstm.Biases[gate].CopyTo(sums);
                inputProducts[gate].AddTo(x, sums);
                recurrentProducts[gate].AddTo(hidden, sums);
                ActivationFunctions.Apply(gate == CellGate ? Activation.Tanh : Activation.Sigmoid, sums);
            }

            for (int u = 0; u < units; u++)
            {
                float c = gates[units + u] * cell[u] + gates[u] * gates[2 * units + u];
                cell[u] = lstm.CellClip > 0 ? Math.Clamp(c, -lstm.CellClip, lstm.CellClip) : c;
                hidden[u] = gates[3 * units + u] * MathF.Tanh(cell[u]);
            }

            observer.State(hidden, cell);
            hidden.CopyTo(output, lstm.ReturnSequences ? t * units : 0);
        }

        return output;
    }
}
