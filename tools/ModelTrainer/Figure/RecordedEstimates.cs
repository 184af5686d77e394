using System.Security.Cryptography;
using System.Text;
using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>
/// What the int8 network says to a cycle, an estimate each 15 seconds, computed once and kept in a folder: the filter is then tried without
/// the network.
/// </summary>
internal sealed class RecordedEstimates(ModelPair model, string? folder)
{
    /// <summary>Samples between two estimates.</summary>
    public int Stride { get; } = Math.Max(1, 15_000 / model.Manifest.SamplePeriodMs);

    /// <summary>An estimate for each sample time that is due, percent; NaN where there is none.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="startS">Time in it at which the device powers up, seconds.</param>
    /// <param name="board">What it reads through.</param>
    public float[] Of(Cycle cycle, double startS, SensorBoard board)
    {
        string? path = folder is null ? null : Path.Combine(folder, Key(cycle, startS, board) + ".f32");
        if (path is not null && File.Exists(path))
        {
            byte[] bytes = File.ReadAllBytes(path);
            var kept = new float[bytes.Length / sizeof(float)];
            Buffer.BlockCopy(bytes, 0, kept, 0, bytes.Length);
            return kept;
        }

        float[] made = Make(cycle, startS, board);
        if (path is not null)
        {
            var bytes = new byte[made.Length * sizeof(float)];
            Buffer.BlockCopy(made, 0, bytes, 0, bytes.Length);
            Directory.CreateDirectory(folder!);
            File.WriteAllBytes(path, bytes);
        }

        return made;
    }

    /// <summary>A name that differs where anything does that the estimates depend on.</summary>
    private string Key(Cycle cycle, double startS, SensorBoard board)
    {
        string all = FormattableString.Invariant($"{model.Int8.Sha256} {Stride} {startS} {board} {cycle.Length} {cycle.CurrentA.Sum()} ")
            + FormattableString.Invariant($"{cycle.VoltageV.Sum()} {cycle.TemperatureC.Sum()}");
        return $"{cycle.Group}-{cycle.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]}";
    }

    private float[] Make(Cycle cycle, double startS, SensorBoard board)
    {
        StateEstimator estimator = model.CreateEstimator();
        var estimates = new List<float>();
        int sample = 0;
        foreach (int row in cycle.Samples(estimator.Info.SamplePeriodMs, startS))
        {
            if (row < 0)
            {
                estimator.AcceptMissing();
            }
            else
            {
                estimator.Accept(board.Read(cycle, row));
            }

            if (sample++ % Stride == 0)
            {
                estimates.Add(row >= 0 && estimator.TryInfer(out float percent) ? percent : float.NaN);
            }
        }

        return [.. estimates];
    }
}
