using NanoBms.Cells.Cycles;
using NanoBms.Core;
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
    public float[] Of(Cycle cycle, SensorBoard board)
    {
        string? path = folder is null
            ? null
            : Path.Combine(folder, $"{model.Int8.Sha256[..12]}-{cycle.Group}-{cycle.Name}-{board.Name.Replace(' ', '_')}.f32");
        if (path is not null && File.Exists(path))
        {
            byte[] bytes = File.ReadAllBytes(path);
            var kept = new float[bytes.Length / sizeof(float)];
            Buffer.BlockCopy(bytes, 0, kept, 0, bytes.Length);
            return kept;
        }

        float[] made = Make(cycle, board);
        if (path is not null)
        {
            var bytes = new byte[made.Length * sizeof(float)];
            Buffer.BlockCopy(made, 0, bytes, 0, bytes.Length);
            Directory.CreateDirectory(folder!);
            File.WriteAllBytes(path, bytes);
        }

        return made;
    }

    private float[] Make(Cycle cycle, SensorBoard board)
    {
        StateEstimator estimator = model.CreateEstimator();
        var estimates = new List<float>();
        int sample = 0;
        foreach (int row in cycle.Samples(estimator.Info.SamplePeriodMs))
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

/// <summary>In a network's place: plays recorded estimates back.</summary>
internal sealed class PlayedNetwork(ModelInfo info) : SocNetwork(info)
{
    /// <summary>The estimate that is due now, percent; NaN: none.</summary>
    public float Percent { get; set; } = float.NaN;

    /// <inheritdoc/>
    public override int BufferedSamples => float.IsNaN(Percent) ? 0 : WindowLength;

    /// <inheritdoc/>
    public override void Accept(float[] features)
    {
    }

    /// <inheritdoc/>
    public override bool TryCapture() => !float.IsNaN(Percent);

    /// <inheritdoc/>
    public override float Infer() => Percent;

    /// <inheritdoc/>
    public override void Restart()
    {
    }

    /// <inheritdoc/>
    public override void Serialize(StateBuffer buffer)
    {
    }
}
