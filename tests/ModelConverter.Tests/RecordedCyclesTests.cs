using System.Globalization;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.TestSupport;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// Recurrent kinds that TensorFlow Lite Micro lacks, on recorded drives: 64 units of drawn weights, a linear output fitted to the state of
/// charge by ridge regression on some cycles, and both quantised forms against the float network on another.
/// </summary>
public class RecordedCyclesTests
{
    private const int Steps = 10, Inputs = 7, Units = 64, Stride = 25;
    private const double CapacityAh = 2.9, Ridge = 1e-4;

    private static readonly string[] Temperatures = ["25degC", "10degC", "0degC"];

    public static TheoryData<string> Kinds => ["GRU", "LSTM of relu"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Int8_is_near_the_float_network_on_most_windows_and_int16_within_1_percent_where_the_network_does_not_jump(string kind)
    {
        Window[] training = [.. Temperatures.SelectMany(folder => Windows(folder, "cycle_1").Concat(Windows(folder, "cycle_2")))];
        Window[] validation = [.. Temperatures.SelectMany(folder => Windows(folder, "cycle_4"))];
        FloatNetwork network = Fitted(Layer(kind), training);
        var model = new FloatModel(network);
        Assert.InRange(100 * validation.Average(window => Math.Abs(model.Invoke(window.Inputs)[0] - window.Soc)), 0, 3);

        OutputError coarse = Error(network, ActivationWidth.Int8, training, validation);
        OutputError fine = Error(network, ActivationWidth.Int16, training, validation);

        TestContext.Current.TestOutputHelper!.WriteLine($"int8 {coarse}, int16 {fine}");
        Assert.InRange(100 * coarse.MeanAbsolute, 0, 0.5);
        Assert.InRange(100 * fine.MeanAbsolute, 0, 0.15);
        Assert.InRange(100 * fine.LargestElsewhere, 0, 1);
    }

    private static OutputError Error(FloatNetwork network, ActivationWidth width, Window[] training, Window[] validation)
    {
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(
            network, training.Where((_, k) => k % 8 == 0).Select(window => window.Inputs),
            QuantizationOptions.Close with { Width = width });
        return QuantizationReport.Measure(network, quantized, validation.Select(window => window.Inputs))[0];
    }

    private static FloatLayer Layer(string kind)
    {
        var random = new Random(5);
        float[][] Gates(int gates, int count, float limit) => [.. Enumerable.Range(0, gates).Select(_ => Values(random, count, limit))];
        return kind == "GRU"
            ? new FloatGru(
                "r", Inputs, Units, false, true, Activation.Tanh, Activation.Sigmoid, Gates(3, Units * Inputs, 0.8f),
                Gates(3, Units * Units, 0.2f), Gates(3, Units, 0.5f), Values(random, Units, 0.3f))
            : new FloatLstmVariant(
                "r", Inputs, Units, false, Activation.Relu, Activation.Sigmoid, Gates(4, Units * Inputs, 0.5f),
                Gates(4, Units * Units, 0.1f), Gates(4, Units, 0.5f));
    }

    /// <summary>The layer with an output of least squares.</summary>
    private static FloatNetwork Fitted(FloatLayer layer, Window[] windows)
    {
        const int Size = Units + 1;
        var body = new FloatModel(new FloatNetwork("n", Steps, Inputs, false, [layer]));
        double[][] rows = [.. Enumerable.Range(0, Size).Select(k =>
        {
            var row = new double[Size + 1];
            row[k] = Ridge * windows.Length;
            return row;
        })];
        foreach (Window window in windows)
        {
            double[] values = [.. body.Invoke(window.Inputs).Select(value => (double)value), 1];
            for (int i = 0; i < Size; i++)
            {
                rows[i][Size] += values[i] * window.Soc;
                for (int j = 0; j < Size; j++)
                {
                    rows[i][j] += values[i] * values[j];
                }
            }
        }

        // Gauss and Jordan; the ridge keeps every pivot well above 0.
        for (int pivot = 0; pivot < Size; pivot++)
        {
            for (int row = 0; row < Size; row++)
            {
                double factor = row == pivot ? 0 : rows[row][pivot] / rows[pivot][pivot];
                for (int k = pivot; k <= Size; k++)
                {
                    rows[row][k] -= factor * rows[pivot][k];
                }
            }
        }

        float[] weights = [.. rows.Select((row, k) => (float)(row[Size] / row[k]))];
        return new FloatNetwork(
            "n", Steps, Inputs, false, [layer, new FloatDense("d", Units, 1, Activation.None, weights[..Units], [weights[Units]])]);
    }

    /// <summary>Windows of voltage, current, temperature and means of the first two over one minute and ten.</summary>
    private static IEnumerable<Window> Windows(string folder, string cycle)
    {
        double[][] rows =
        [
            .. File.ReadLines(Path.Combine(SharedData.Require("cycling"), "panasonic18650pf", folder, cycle + ".csv")).Skip(1)
                .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
        ];
        double[] means = [rows[0][1], rows[0][2], rows[0][1], rows[0][2]];
        var features = new List<float[]>();
        for (int k = 0; k < rows.Length; k++)
        {
            double periodS = k == 0 ? 1 : rows[k][0] - rows[k - 1][0], voltageV = rows[k][1], currentA = rows[k][2];
            for (int mean = 0; mean < means.Length; mean++)
            {
                double share = periodS / ((mean < 2 ? 60 : 600) + periodS);
                means[mean] += share * ((mean % 2 == 0 ? voltageV : currentA) - means[mean]);
            }

            features.Add(
            [
                (float)((voltageV - 3.5) / 0.7), (float)(currentA / 10), (float)((rows[k][3] - 15) / 20), (float)((means[0] - 3.5) / 0.7),
                (float)(means[1] / 5), (float)((means[2] - 3.5) / 0.7), (float)(means[3] / 4),
            ]);
        }

        for (int k = Steps; k < rows.Length; k += Stride)
        {
            yield return new Window(
                [.. features.Skip(k - Steps).Take(Steps).SelectMany(step => step)],
                1 - (Math.Abs(rows[k - 1][4] - rows[0][4]) / CapacityAh));
        }
    }

    private sealed record Window(float[] Inputs, double Soc);
}
