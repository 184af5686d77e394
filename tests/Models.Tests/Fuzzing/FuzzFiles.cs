using NanoBms.Models.Tests.Onnx;
using NanoBms.Models.Tests.Torch;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>A file that is to be damaged.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Bytes">What is damaged.</param>
/// <param name="Pack">Makes a file of it.</param>
/// <param name="TimeSteps">Time steps that are said when it is read.</param>
internal sealed record FuzzFile(string Path, byte[] Bytes, Func<byte[], byte[]> Pack, int? TimeSteps);

/// <summary>Small files of each kind that the tests write themselves.</summary>
internal static class FuzzFiles
{
    private const int Steps = 4, Inputs = 3, Units = 4;

    public static IReadOnlyList<FuzzFile> All { get; } = [.. Torch("lstm", 4), .. Torch("gru", 3), .. Torch("rnn", 1), .. Onnx()];

    private static IEnumerable<FuzzFile> Torch(string name, int gates)
    {
        var random = new Random(gates);
        int rows = gates * Units;
        (string, int[], float[])[] tensors =
        [
            ($"{name}.weight_ih_l0", [rows, Inputs], Values(random, rows * Inputs, 1f)),
            ($"{name}.weight_hh_l0", [rows, Units], Values(random, rows * Units, 1f)),
            ($"{name}.bias_ih_l0", [rows], Values(random, rows, 1f)), ($"{name}.bias_hh_l0", [rows], Values(random, rows, 1f)),
            ("fc.weight", [1, Units], Values(random, Units, 1f)), ("fc.bias", [1], [0.5f]),
        ];
        byte[] Same(byte[] bytes) => bytes;
        byte[] Packed(byte[] pickle) => TorchFiles.Archive(pickle, tensors);
        yield return new FuzzFile($"{name}.pt", TorchFiles.Archive(tensors), Same, Steps);
        yield return new FuzzFile($"{name}-pickle.pt", TorchFiles.StateDict(tensors), Packed, Steps);
        yield return new FuzzFile($"{name}-checkpoint.pt", TorchFiles.Checkpoint("model", tensors), Packed, Steps);
        yield return new FuzzFile($"{name}-module.pt", TorchFiles.Module(tensors), Packed, Steps);
        yield return new FuzzFile($"{name}-old.pt", TorchFiles.Legacy(tensors), Same, Steps);
        yield return new FuzzFile($"{name}.safetensors", TorchFiles.Safetensors(tensors), Same, Steps);
    }

    private static IEnumerable<FuzzFile> Onnx()
    {
        foreach ((string op, int gates) in new[] { ("LSTM", 4), ("GRU", 3), ("RNN", 1) })
        {
            var random = new Random(gates);
            int rows = gates * Units;
            byte[] file = OnnxFiles.Model(
                11, [-1, Steps, Inputs],
                [
                    OnnxFiles.Node("Shape", "x", "shape"), OnnxFiles.Node("Gather", "shape,zero", "batch"),
                    OnnxFiles.Node("Unsqueeze", "batch", "batch1", OnnxFiles.Ints("axes", 0)),
                    OnnxFiles.Node("Concat", "one,batch1,units", "sizes", OnnxFiles.Int("axis", 0)),
                    OnnxFiles.Node("ConstantOfShape", "sizes", "h0"),
                    OnnxFiles.Node("Transpose", "x", "xt", OnnxFiles.Ints("perm", 1, 0, 2)),
                    OnnxFiles.Node(op, "xt,W,R,B,,h0", "all,last", OnnxFiles.Int("hidden_size", Units)),
                    OnnxFiles.Node("Squeeze", "all", "squeezed", OnnxFiles.Ints("axes", 1)),
                    OnnxFiles.Node("Transpose", "squeezed", "back", OnnxFiles.Ints("perm", 1, 0, 2)),
                    OnnxFiles.Node("Gather", "back,end", "step", OnnxFiles.Int("axis", 1)),
                    OnnxFiles.Node("Gemm", "step,M,C", "y", OnnxFiles.Int("transB", 1)),
                ],
                [
                    OnnxFiles.Constant("W", [1, rows, Inputs], Values(random, rows * Inputs, 1f)),
                    OnnxFiles.Constant("R", [1, rows, Units], Values(random, rows * Units, 1f)),
                    OnnxFiles.Constant("B", [1, 2 * rows], Values(random, 2 * rows, 1f)), OnnxFiles.Constant("zero", [], 0),
                    OnnxFiles.Constant("one", [1], 1), OnnxFiles.Constant("units", [1], Units), OnnxFiles.Constant("end", [], -1),
                    OnnxFiles.Constant("M", [1, Units], Values(random, Units, 1f)), OnnxFiles.Constant("C", [1], [0.25f]),
                ]);
            yield return new FuzzFile($"{op}.onnx", file, bytes => bytes, Steps);
        }
    }
}
