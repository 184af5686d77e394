using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Verification;

namespace NanoBms.Models.Tests.Golden;

/// <summary>
/// What each layer of a network gives, as CRC-32 of the values in little-endian order: a hidden value that is off need not show in an
/// output of one number.
/// </summary>
internal static class LayerChecksums
{
    /// <summary>The checksums of a recording: one list a run, with one entry a layer.</summary>
    public static (List<string[]> Cases, List<string[]> Sequence) Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        List<string[]> Lists(JsonElement runs) =>
            [.. runs.EnumerateArray().Select(run => run.GetProperty("layers").Deserialize<string[]>()!)];
        return (
            Lists(root.GetProperty("cases")),
            root.TryGetProperty("stateful_sequence", out JsonElement sequence) ? Lists(sequence.GetProperty("steps")) : []);
    }

    /// <summary>The checksums of the interpreted network, reset as in the recording: before each case, once before the sequence.</summary>
    public static (List<string[]> Cases, List<string[]> Sequence) Compute(QuantizedNetwork network, GoldenVectors vectors)
    {
        var model = new InterpretedModel(network);
        string[] layers = new string[network.Layers.Count];
        model.LayerObserver = (layer, values) => layers[layer] = Checksum(values, network.Width == ActivationWidth.Int16);
        short[] output = new short[model.Info.OutputSize];
        string[] Run(GoldenCase golden)
        {
            model.Invoke([.. golden.Input.Select(value => (short)value)], output);
            return [.. layers];
        }

        List<string[]> cases = [];
        foreach (GoldenCase golden in vectors.Cases)
        {
            model.Reset();
            cases.Add(Run(golden));
        }

        model.Reset();
        return (cases, [.. vectors.Sequence.Select(Run)]);
    }

    private static string Checksum(ReadOnlySpan<short> values, bool wide)
    {
        int width = wide ? 2 : 1;
        byte[] bytes = new byte[width * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            if (wide)
            {
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * k), values[k]);
            }
            else
            {
                bytes[k] = unchecked((byte)checked((sbyte)values[k]));
            }
        }

        return Crc32.HashToUInt32(bytes).ToString("X8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
