namespace NanoBms.Models.Tests.HandMade;

/// <summary>A layer that a test makes by hand. Matrices are Keras': a row an input, gates side by side in Keras' order.</summary>
/// <param name="Kind">lstm, gru, rnn, dense, act, layernorm, batchnorm, conv, mean, max, last, flatten.</param>
/// <param name="Units">Values that it gives a time step.</param>
internal sealed record HandMadeLayer(string Kind, int Units)
{
    public string Activation { get; init; } = "linear";

    public string Gates { get; init; } = "sigmoid";

    /// <summary>Whether it gives all time steps.</summary>
    public bool GivesAll { get; init; }

    public bool ResetAfter { get; init; } = true;

    public bool GoesBackwards { get; init; }

    /// <summary>"concat", "sum" or "ave" of a layer that reads in both directions; null: it reads in one.</summary>
    public string? Merge { get; init; }

    public int Inputs { get; init; }

    /// <summary>One set a direction: kernel, recurrent kernel, biases (GRU that resets behind the product: two rows).</summary>
    public IReadOnlyList<(float[,] Kernel, float[,] Recurrent, float[,] Bias)> Weights { get; init; } = [];

    /// <summary>gamma, beta, mean, variance.</summary>
    public float[][] Norm { get; init; } = [];

    public bool IsRecurrent => Kind is "lstm" or "gru" or "rnn";

    public int GateCount => Kind switch { "lstm" => 4, "gru" => 3, _ => 1 };

    /// <summary>Layers out of words: "lstm 5 all both relu hard_sigmoid; dense 1".</summary>
    public static IReadOnlyList<HandMadeLayer> Parse(string text, int inputs, Random random)
    {
        var layers = new List<HandMadeLayer>();
        foreach (string[] words in text.Split(';').Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            int units = 0;
            bool hasUnits = words.Length > 1 && int.TryParse(words[1], out units);
            var layer = new HandMadeLayer(words[0], hasUnits ? units : inputs)
            {
                Inputs = inputs,
                Activation = words[0] is "lstm" or "gru" or "rnn" ? "tanh" : "linear",
            };
            string[] names = [.. words[(hasUnits ? 2 : 1)..]
                .Where(word => word is not ("all" or "before" or "backwards" or "concat" or "sum" or "ave"))];
            layer = layer with
            {
                GivesAll = words.Contains("all"),
                ResetAfter = !words.Contains("before"),
                GoesBackwards = words.Contains("backwards"),
                Merge = words.FirstOrDefault(word => word is "concat" or "sum" or "ave"),
                Activation = names.ElementAtOrDefault(0) ?? layer.Activation,
                Gates = names.ElementAtOrDefault(1) ?? layer.Gates,
            };
            layer = layer.WithWeights(random);
            layers.Add(layer);
            inputs = layer.Merge == "concat" ? 2 * layer.Units : layer.Kind == "flatten" ? HandMadeNetworks.Steps * inputs : layer.Units;
        }

        return layers;
    }

    private HandMadeLayer WithWeights(Random random)
    {
        float[,] Draw(int rows, int columns, double limit)
        {
            var matrix = new float[rows, columns];
            for (int k = 0; k < rows * columns; k++)
            {
                matrix[k / columns, k % columns] = (float)(limit * ((2 * random.NextDouble()) - 1));
            }

            return matrix;
        }

        float[] Vector(double middle, double limit) =>
            [.. Enumerable.Range(0, Units).Select(_ => (float)(middle + (limit * ((2 * random.NextDouble()) - 1))))];
        int columns = GateCount * Units;
        return Kind switch
        {
            "lstm" or "gru" or "rnn" => this with
            {
                Weights = [.. Enumerable.Range(0, Merge is null ? 1 : 2).Select(_ => (
                    Draw(Inputs, columns, 0.8), Draw(Units, columns, 0.9 / Math.Sqrt(Units)),
                    Draw(Kind == "gru" && ResetAfter ? 2 : 1, columns, 0.3)))],
            },
            "dense" or "conv" => this with
            {
                Weights = [(Draw(Inputs, Units, 1.2 / Math.Sqrt(Inputs)), new float[0, 0], Draw(1, Units, 0.3))],
            },
            "layernorm" => this with { Norm = [Vector(1, 0.5), Vector(0, 0.4)] },
            "batchnorm" => this with { Norm = [Vector(1, 0.5), Vector(0, 0.4), Vector(0, 0.3), Vector(1, 0.6)] },
            _ => this,
        };
    }
}
