using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>An LSTM of other activations in single precision.</summary>
internal sealed class LstmVariantFloatRun : FloatRun
{
    private const int Gates = FloatLstmVariant.Gates;

    private readonly FloatLstmVariant lstm;
    private readonly WeightProduct[] inputProducts;
    private readonly WeightProduct[] recurrentProducts;
    private readonly float[] hidden;
    private readonly float[] gates;
    private readonly float[] active;

    // What becomes integers of its own: the cell, then for each gate the input's sums, bias included, and the hidden state's.
    private readonly float[] inner;

    public LstmVariantFloatRun(FloatLstmVariant lstm)
    {
        this.lstm = lstm;
        inputProducts = [.. lstm.InputWeights.Select(weights => WeightProduct.Create(weights, null, lstm.InputSize))];
        recurrentProducts = [.. lstm.RecurrentWeights.Select(weights => WeightProduct.Create(weights, null, lstm.Units))];
        hidden = new float[lstm.Units];
        gates = new float[Gates * lstm.Units];
        active = new float[lstm.Units];
        inner = new float[lstm.Units * (1 + (2 * Gates))];
    }

    public override void Reset()
    {
        Array.Clear(hidden);
        Array.Clear(inner);
    }

    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        int units = lstm.Units;
        var output = new float[lstm.After(shape).Count];
        Span<float> cell = inner.AsSpan(0, units);
        for (int t = 0; t < shape.Steps; t++)
        {
            ReadOnlySpan<float> x = input.AsSpan(t * lstm.InputSize, lstm.InputSize);
            observer.Product(x, hidden);
            for (int gate = 0; gate < Gates; gate++)
            {
                Span<float> fromInput = inner.AsSpan(units * (1 + (2 * gate)), units);
                Span<float> fromHidden = inner.AsSpan(units * (2 + (2 * gate)), units);
                lstm.Biases[gate].CopyTo(fromInput);
                inputProducts[gate].AddTo(x, fromInput);
                fromHidden.Clear();
                recurrentProducts[gate].AddTo(hidden, fromHidden);
                Span<float> sums = gates.AsSpan(gate * units, units);
                for (int u = 0; u < units; u++)
                {
                    sums[u] = fromInput[u] + fromHidden[u];
                }

                ActivationFunctions.Apply(gate == FloatLstmVariant.CellGate ? lstm.CellActivation : lstm.GateActivation, sums);
            }

            for (int u = 0; u < units; u++)
            {
                active[u] = cell[u] = (gates[units + u] * cell[u]) + (gates[u] * gates[(2 * units) + u]);
            }

            ActivationFunctions.Apply(lstm.CellActivation, active);
            for (int u = 0; u < units; u++)
            {
                hidden[u] = gates[(3 * units) + u] * active[u];
            }

            observer.State(hidden, inner);
            hidden.CopyTo(output, lstm.ReturnSequences ? t * units : 0);
        }

        return output;
    }
}
