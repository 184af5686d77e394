using System.Numerics.Tensors;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>A gated recurrent unit in single precision.</summary>
internal sealed class GruFloatRun : FloatRun
{
    private const int Gates = FloatGru.Gates, Candidate = FloatGru.Candidate;

    private readonly FloatGru gru;
    private readonly WeightProduct[] inputProducts;
    private readonly WeightProduct[] recurrentProducts;
    private readonly float[] hidden;
    private readonly float[] gates;
    private readonly float[] kept;

    // What becomes int16: for each gate the input's sums, bias included, then the hidden state's.
    private readonly float[] sums;

    public GruFloatRun(FloatGru gru)
    {
        this.gru = gru;
        inputProducts = [.. gru.InputWeights.Select(weights => WeightProduct.Create(weights, null, gru.InputSize))];
        recurrentProducts = [.. gru.RecurrentWeights.Select(weights => WeightProduct.Create(weights, null, gru.Units))];
        hidden = new float[gru.Units];
        kept = new float[gru.Units];
        gates = new float[Gates * gru.Units];
        sums = new float[2 * Gates * gru.Units];
    }

    public override void Reset() => Array.Clear(hidden);

    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        int units = gru.Units;
        var output = new float[gru.After(shape).Count];
        for (int t = 0; t < shape.Steps; t++)
        {
            ReadOnlySpan<float> x = input.AsSpan(t * gru.InputSize, gru.InputSize);
            observer.Product(x, hidden);
            for (int gate = 0; gate < Gates; gate++)
            {
                RunGate(gate, x);
            }

            for (int u = 0; u < units; u++)
            {
                float z = gates[u];
                hidden[u] = (z * hidden[u]) + ((1f - z) * gates[(Candidate * units) + u]);
            }

            observer.State(hidden, sums);
            hidden.CopyTo(output, gru.ReturnSequences ? t * units : 0);
        }

        return output;
    }

    private void RunGate(int gate, ReadOnlySpan<float> x)
    {
        int units = gru.Units;
        Span<float> fromInput = sums.AsSpan(2 * gate * units, units), fromHidden = sums.AsSpan(((2 * gate) + 1) * units, units);
        Span<float> value = gates.AsSpan(gate * units, units), reset = gates.AsSpan(units, units);
        gru.Biases[gate].CopyTo(fromInput);
        inputProducts[gate].AddTo(x, fromInput);
        fromHidden.Clear();
        if (gate != Candidate)
        {
            recurrentProducts[gate].AddTo(hidden, fromHidden);
            TensorPrimitives.Add<float>(fromInput, fromHidden, value);
        }
        else if (gru.ResetAfter)
        {
            gru.CandidateBias.CopyTo(fromHidden);
            recurrentProducts[gate].AddTo(hidden, fromHidden);
            TensorPrimitives.MultiplyAdd<float>(reset, fromHidden, fromInput, value);
        }
        else
        {
            TensorPrimitives.Multiply<float>(reset, hidden, kept);
            recurrentProducts[gate].AddTo(kept, fromHidden);
            TensorPrimitives.Add<float>(fromInput, fromHidden, value);
        }

        ActivationFunctions.Apply(gate == Candidate ? gru.CandidateActivation : gru.GateActivation, value);
    }
}
