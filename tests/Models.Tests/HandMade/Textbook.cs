namespace NanoBms.Models.Tests.HandMade;

/// <summary>What layers give by the formulas of their documentation, in double precision: an opinion of its own.</summary>
internal static class Textbook
{
    public const double LayerNormEpsilon = 0.001, BatchNormEpsilon = 0.001;

    /// <summary>Values of all time steps behind the last layer.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="steps">The window.</param>
    /// <param name="epsilon">Of normalisations.</param>
    public static double[][] Run(IEnumerable<HandMadeLayer> layers, double[][] steps, double epsilon) =>
        layers.Aggregate(steps, (values, layer) => Run(layer, values, epsilon));

    public static double Function(string name, double x) => name switch
    {
        "linear" => x,
        "relu" => x > 0 ? x : 0,
        "relu6" => Math.Min(6, Math.Max(0, x)),
        "tanh" => 1 - (2 / (Math.Exp(2 * x) + 1)),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "hard_sigmoid" => Math.Clamp((x / 6) + 0.5, 0, 1),
        "softsign" => x / (1 + Math.Abs(x)),
        "softplus" => Math.Log(1 + Math.Exp(x)),
        "elu" => x > 0 ? x : Math.Exp(x) - 1,
        "selu" => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
        "swish" => x / (1 + Math.Exp(-x)),
        "leaky_relu" => x > 0 ? x : 0.2 * x,
        _ => throw new ArgumentException(name),
    };

    private static double[][] Run(HandMadeLayer layer, double[][] steps, double epsilon)
    {
        int size = steps[0].Length;
        switch (layer.Kind)
        {
            case "lstm" or "gru" or "rnn":
                return Recurrent(layer, steps);
            case "dense" or "conv":
                return [.. steps.Select(x => Activated(layer.Activation, Product(x, layer.Weights[0].Kernel, layer.Weights[0].Bias, 0)))];
            case "act":
                return [.. steps.Select(x => Activated(layer.Activation, x))];
            case "layernorm":
                return [.. steps.Select(x =>
                {
                    double mean = x.Average(), variance = x.Average(value => (value - mean) * (value - mean));
                    return x.Select((value, k) =>
                        ((value - mean) / Math.Sqrt(variance + epsilon) * layer.Norm[0][k]) + layer.Norm[1][k]).ToArray();
                })];
            case "batchnorm":
                return [.. steps.Select(x => x.Select((value, k) =>
                    ((value - layer.Norm[2][k]) / Math.Sqrt(layer.Norm[3][k] + epsilon) * layer.Norm[0][k]) + layer.Norm[1][k]).ToArray())];
            case "mean":
                return [[.. Enumerable.Range(0, size).Select(k => steps.Average(x => x[k]))]];
            case "max":
                return [[.. Enumerable.Range(0, size).Select(k => steps.Max(x => x[k]))]];
            case "last":
                return [steps[^1]];
            case "flatten":
                return [[.. steps.SelectMany(x => x)]];
            default:
                throw new ArgumentException(layer.Kind);
        }
    }

    private static double[] Activated(string name, double[] x)
    {
        if (name != "softmax")
        {
            return [.. x.Select(value => Function(name, value))];
        }

        double sum = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / sum)];
    }

    private static double[][] Recurrent(HandMadeLayer layer, double[][] steps)
    {
        double[][] forward = States(layer, layer.Weights[0], layer.GoesBackwards ? [.. steps.Reverse()] : steps);
        if (layer.Merge is null)
        {
            return layer.GivesAll ? forward : [forward[^1]];
        }

        double[][] backward = States(layer, layer.Weights[1], [.. steps.Reverse()]);
        double[] Both(double[] one, double[] two) => layer.Merge == "concat" ? [.. one, .. two]
            : [.. one.Zip(two, (a, b) => layer.Merge == "sum" ? a + b : (a + b) / 2)];
        return layer.GivesAll ? [.. forward.Zip(backward.Reverse(), Both)] : [Both(forward[^1], backward[^1])];
    }

    private static double[][] States(
        HandMadeLayer layer, (float[,] Kernel, float[,] Recurrent, float[,] Bias) weights, double[][] steps)
    {
        int units = layer.Units;
        double[] h = new double[units], c = new double[units];
        var states = new List<double[]>();
        foreach (double[] x in steps)
        {
            double[] a = Product(x, weights.Kernel, weights.Bias, 0);
            double[] b = Product(h, weights.Recurrent, weights.Bias, weights.Bias.GetLength(0) == 2 ? 1 : -1);
            double Gate(int gate, int u) => Function(layer.Gates, a[(gate * units) + u] + b[(gate * units) + u]);
            double[] next = new double[units];
            if (layer.Kind == "lstm")
            {
                for (int u = 0; u < units; u++)
                {
                    double g = Function(layer.Activation, a[(2 * units) + u] + b[(2 * units) + u]);
                    c[u] = (Gate(1, u) * c[u]) + (Gate(0, u) * g);
                    next[u] = Gate(3, u) * Function(layer.Activation, c[u]);
                }
            }
            else if (layer.Kind == "gru")
            {
                double[] reset = [.. h.Select((value, u) => Gate(1, u) * value)];
                double[] kept = layer.ResetAfter ? [] : Product(reset, weights.Recurrent, weights.Bias, -1);
                for (int u = 0; u < units; u++)
                {
                    int k = (2 * units) + u;
                    double z = Gate(0, u), inner = layer.ResetAfter ? Gate(1, u) * b[k] : kept[k];
                    next[u] = (z * h[u]) + ((1 - z) * Function(layer.Activation, a[k] + inner));
                }
            }
            else
            {
                next = [.. a.Zip(b, (one, two) => Function(layer.Activation, one + two))];
            }

            h = next;
            states.Add(h);
        }

        return [.. states];
    }

    /// <summary>x W, and a row of biases where there is one.</summary>
    private static double[] Product(double[] x, float[,] matrix, float[,] bias, int row)
    {
        var sums = new double[matrix.GetLength(1)];
        for (int column = 0; column < sums.Length; column++)
        {
            sums[column] = row < 0 ? 0 : bias[row, column];
            for (int k = 0; k < x.Length; k++)
            {
                sums[column] += x[k] * matrix[k, column];
            }
        }

        return sums;
    }
}
