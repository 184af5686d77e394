using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Training;

/// <summary>A training run as it stands after some steps, kept in a file so that it can be taken up again.</summary>
internal sealed record Checkpoint
{
    private static readonly byte[] Magic = "NBTRAIN2"u8.ToArray();

    /// <summary>What the run trains, on what and how: a run is only taken up by the same one.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Which of the seeds is in training, 0 for the first.</summary>
    public required int SeedIndex { get; init; }

    /// <summary>Steps done with this seed, of both phases.</summary>
    public required int StepsDone { get; init; }

    /// <summary>Steps of the optimizer since it was started.</summary>
    public required int OptimizerSteps { get; init; }

    /// <summary>Checks without a better one.</summary>
    public required int WithoutBetter { get; init; }

    /// <summary>The optimizer's arrays: values, averages, first and second moment.</summary>
    public required float[][] Optimizer { get; init; }

    /// <summary>The states that a streaming network carries; empty arrays for a windowed one.</summary>
    public required float[][] States { get; init; }

    /// <summary>The best weights of this seed and phase, and their errors; null before the first check.</summary>
    public required (float[] Values, ErrorFigures Figures)? Best { get; init; }

    /// <summary>In the second phase: the best weights of the first one, which the grids come from.</summary>
    public required float[]? PhaseStart { get; init; }

    /// <summary>The best weights of the seeds before, and their errors.</summary>
    public required (float[] Values, ErrorFigures Figures)? BestOfSeeds { get; init; }

    /// <summary>A text that differs for different runs.</summary>
    public static string FingerprintOf(Manifest manifest, TrainingOptions options, params int[] windows) =>
        Convert.ToHexStringLower(SHA256.HashData(
            [.. ManifestJson.Write(manifest), .. JsonSerializer.SerializeToUtf8Bytes(options),
                .. Encoding.ASCII.GetBytes(string.Join(',', windows))]));

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Fingerprint);
            writer.Write(SeedIndex);
            writer.Write(StepsDone);
            writer.Write(OptimizerSteps);
            writer.Write(WithoutBetter);
            foreach (float[] values in Optimizer)
            {
                Write(writer, values);
            }

            writer.Write(States.Length);
            foreach (float[] state in States)
            {
                Write(writer, state);
            }

            Write(writer, Best);
            Write(writer, PhaseStart ?? []);
            Write(writer, BestOfSeeds);
        }

        OutputFile.Write(path, stream.ToArray());
    }

    /// <summary>Reads the file of a run.</summary>
    /// <exception cref="UserError">Not a checkpoint, cut short, or of another run.</exception>
    public static Checkpoint Read(string path, string fingerprint)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new UserError($"'{path}' is not a checkpoint of this tool; delete it or name another.");
            }

            if (reader.ReadString() != fingerprint)
            {
                throw new UserError(
                    $"'{path}' belongs to a run with other data, manifest or options; delete it or repeat that run's command.");
            }

            return new Checkpoint
            {
                Fingerprint = fingerprint,
                SeedIndex = reader.ReadInt32(),
                StepsDone = reader.ReadInt32(),
                OptimizerSteps = reader.ReadInt32(),
                WithoutBetter = reader.ReadInt32(),
                Optimizer = [ReadValues(reader), ReadValues(reader), ReadValues(reader), ReadValues(reader)],
                States = ReadStates(reader),
                Best = ReadBest(reader),
                PhaseStart = ReadValues(reader) is { Length: > 0 } start ? start : null,
                BestOfSeeds = ReadBest(reader),
            };
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read as a checkpoint: {exception.Message}", exception);
        }
    }

    private static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(values));
    }

    private static void Write(BinaryWriter writer, (float[] Values, ErrorFigures Figures)? best)
    {
        writer.Write(best.HasValue);
        if (best is { } found)
        {
            Write(writer, found.Values);
            writer.Write(found.Figures.Count);
            writer.Write(found.Figures.MeanAbsolutePercent);
            writer.Write(found.Figures.RootMeanSquarePercent);
            writer.Write(found.Figures.MaximumPercent);
            writer.Write(found.Figures.Correlation);
        }
    }

    private static float[][] ReadStates(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > 1000)
        {
            throw new EndOfStreamException("it is damaged.");
        }

        var states = new float[count][];
        for (int k = 0; k < count; k++)
        {
            states[k] = ReadValues(reader);
        }

        return states;
    }

    private static float[] ReadValues(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count < 0 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(float))
        {
            throw new EndOfStreamException("it is cut short.");
        }

        var values = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static (float[] Values, ErrorFigures Figures)? ReadBest(BinaryReader reader) => reader.ReadBoolean()
        ? (ReadValues(reader),
            new ErrorFigures(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()))
        : null;
}
