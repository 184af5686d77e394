using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>Reads ONNX files of opset 7 and later.</summary>
public static class OnnxReader
{
    private const int Looked = 64, MinOpset = 7;

    /// <summary>Whether a file is one: by its name, or by the name of the program that wrote it, since the format has no mark.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes, string path)
    {
        if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        string start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Looked)]);
        return bytes.Length > 4 && bytes[0] == 0x08 && bytes[2] == 0x12
            && (start.Contains("onnx", StringComparison.OrdinalIgnoreCase) || start[4..].StartsWith("pytorch", StringComparison.Ordinal));
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    /// <param name="output">Name or number of the output to take; null: the first, where the others are but states.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(byte[] bytes, string path, int? timeSteps, string? output = null)
    {
        try
        {
            OnnxModel model = OnnxProto.Read(bytes);
            if (model.Nodes.Count == 0)
            {
                throw new InvalidDataException("no graph");
            }

            if (model.Opset is > 0 and < MinOpset)
            {
                throw new UserError($"'{path}' is of opset {model.Opset}, and {MinOpset} and later are read; export it anew.");
            }

            int count = model.Outputs.Count;
            Choose(model, path, output);
            FloatNetwork network = OnnxNetworkBuilder.Build(Path.GetFileNameWithoutExtension(path), model, timeSteps, path);
            string others = count > 1 ? $", output '{ForeignText.Short(model.Outputs[0].Name)}' of {count}" : "";
            string producer = model.Producer.Length > 0 ? ForeignText.Short(model.Producer) : "unknown";
            string format = $"ONNX, opset {model.Opset}, of {producer}{others}";
            return new ModelFile(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), format, network, null, null);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException or OverflowException
            or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new UserError(
                $"'{path}' is a damaged ONNX file, or one without its weights ({ForeignText.Short(exception.Message)}); export the model "
                    + "again into one file.", exception);
        }
    }

    /// <summary>Leaves a graph the output that is wanted; without a wish, the first has to be the only one that is no state.</summary>
    private static void Choose(OnnxModel model, string path, string? wanted)
    {
        string[] names = [.. model.Outputs.Select(value => value.Name)];
        if (wanted is not null)
        {
            OnnxValueInfo chosen = model.Outputs[OutputChoice.Index(wanted, names, path)];
            model.Outputs.Clear();
            model.Outputs.Add(chosen);
        }
        else if (!model.Outputs.Skip(1).All(value => OnnxStates.IsState(model, value.Name)))
        {
            throw OutputChoice.Needed(names, path);
        }
    }
}
