using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The network and its loss written down plainly in double precision, one sample at a time: what the fast passes are measured by.</summary>
internal static class ReferenceNetwork
{
    /// <summary>Mean Huber loss of a batch; input is [step][feature][batch].</summary>
    public static double Loss(NetworkShape shape, double[] parameters, float[] input, float[] target, double huberDelta)
    {
        double loss = 0;
        for (int sample = 0; sample < target.Length; sample++)
        {
            double error = Output(shape, parameters, input, target.Length, sample) - target[sample], size = Math.Abs(error);
            loss += size <= huberDelta ? 0.5 * error * error : huberDelta * (size - 0.5 * huberDelta);
        }

        return loss / target.Length;
    }

    public static double Output(NetworkShape shape, double[] parameters, float[] input, int batch, int sample)
    {
        double[][] sequence = [.. Enumerable.Range(0, shape.Window).Select(step =>
            Enumerable.Range(0, shape.Features).Select(feature => (double)input[(step * shape.Features + feature) * batch + sample]).ToArray())];
        foreach (LstmPlace place in shape.Lstm)
        {
            sequence = Lstm(place, parameters, sequence);
        }

        double[] values = sequence[^1];
        foreach (DensePlace place in shape.Dense)
        {
            double[] x = values;
            values = [.. Enumerable.Range(0, place.Units).Select(unit =>
            {
                double sum = parameters[place.Bias.Start.Value + unit] + Dot(parameters, place.Kernel.Start.Value + unit * place.InputSize, x);
                return place.Relu ? Math.Max(0, sum) : sum;
            })];
        }

        return values[0];
    }

    private static double[][] Lstm(LstmPlace place, double[] parameters, double[][] sequence)
    {
        int units = place.Units;
        double[] hidden = new double[units], cell = new double[units];
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
