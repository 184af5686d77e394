using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>
/// The network and its loss written down plainly in double precision, one sample at a time: what the fast passes are measured by.
/// </summary>
internal static class ReferenceNetwork
{
    /// <summary>
    /// Mean Huber loss of a batch over the steps that have an output; input is [step][feature][batch], target and weight [step that has
    /// one][batch].
    /// </summary>
    /// <param name="states">What the pass begins with: hidden and cell of each LSTM, [unit][batch]; null: zeros.</param>
    public static double Loss(
        NetworkShape shape, double[] parameters, float[] input, float[] target, float[] weight, double huberDelta, float[][]? states = null)
    {
        double loss = 0;
        int batch = target.Length / shape.OutputSteps;
        for (int sample = 0; sample < batch; sample++)
        {
            double[] outputs = Outputs(shape, parameters, input, batch, sample, states);
            for (int step = 0; step < shape.OutputSteps; step++)
            {
                double error = outputs[^(shape.OutputSteps - step)] - target[step * batch + sample], size = Math.Abs(error);
                loss += weight[step * batch + sample] * (size <= huberDelta ? 0.5 * error * error : huberDelta * (size - 0.5 * huberDelta));
            }
        }

        return loss / target.Length;
    }

    /// <summary>The output after the last step.</summary>
    public static double Output(NetworkShape shape, double[] parameters, float[] input, int batch, int sample) =>
        Outputs(shape, parameters, input, batch, sample)[^1];

    /// <summary>The output after each step that the input holds.</summary>
    public static double[] Outputs(NetworkShape shape, double[] parameters, float[] input, int batch, int sample, float[][]? states = null)
    {
        double[][] sequence = [.. Enumerable.Range(0, input.Length / shape.Features / batch).Select(step =>
            Enumerable.Range(0, shape.Features).Select(feature => (double)input[(step * shape.Features + feature) * batch + sample])
                .ToArray())];
        for (int k = 0; k < shape.Lstm.Count; k++)
        {
            double[] State(int index) =>
                [.. Enumerable.Range(0, shape.Lstm[k].Units).Select(unit => states is null ? 0.0 : states[index][unit * batch + sample])];
            sequence = Lstm(shape.Lstm[k], parameters, sequence, State(2 * k), State(2 * k + 1));
        }

        return [.. sequence.Select(values => Head(shape, parameters, values))];
    }

    private static double Head(NetworkShape shape, double[] parameters, double[] values)
    {
        foreach (DensePlace place in shape.Dense)
        {
            double[] x = values;
            values = [.. Enumerable.Range(0, place.Units).Select(unit =>
            {
                double sum = parameters[place.Bias.Start.Value + unit]
                    + Dot(parameters, place.Kernel.Start.Value + unit * place.InputSize, x);
                return place.Relu ? Math.Max(0, sum) : sum;
            })];
        }

        return values[0];
    }

    private static double[][] Lstm(LstmPlace place, double[] parameters, double[][] sequence, double[] hidden, double[] cell)
    {
        int units = place.Units;
        var outputs = new List<double[]>();
        foreach (double[] x in sequence)
        {
            double Gate(int row) => parameters[place.Bias.Start.Value + row]
                + Dot(parameters, place.Kernel.Start.Value + row * place.InputSize, x)
                + Dot(parameters, place.Recurrent.Start.Value + row * units, hidden);
            var next = new double[units];
            for (int unit = 0; unit < units; unit++)
            {
                cell[unit] = Sigmoid(Gate(units + unit)) * cell[unit] + Sigmoid(Gate(unit)) * Math.Tanh(Gate(2 * units + unit));
                next[unit] = Sigmoid(Gate(3 * units + unit)) * Math.Tanh(cell[unit]);
            }

            hidden = next;
            outputs.Add(next);
        }

        return [.. outputs];
    }

    private static double Dot(double[] parameters, int offset, double[] x) => x.Select((value, k) => value * parameters[offset + k]).Sum();

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
