using NanoBms.Models.Tests.Arrays;
using NanoBms.Models.Tests.HandMade;
using NanoBms.Models.Tests.Onnx;
using NanoBms.Models.Tests.Torch;
using NanoBms.TestSupport.Fuzzing;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>Small files of each kind that the tests write themselves.</summary>
internal static class FuzzFiles
{
    private const int Steps = 4, Inputs = 3, Units = 4;

    public static IReadOnlyList<FuzzFile> All { get; } =
        [.. Torch("lstm", 4), .. Torch("gru", 3), .. Torch("rnn", 1), .. Onnx(), .. Keras(), .. HandMadeFilesOfNewerLayers(), .. Arrays()];

    private static IEnumerable<FuzzFile> Keras()
    {
        foreach ((string name, int gates) in new[] { ("LSTM", 4), ("GRU", 3), ("SimpleRNN", 1) })
        {
            string config = KerasFiles.Sequential(
                """{"class_name": "InputLayer", "config": {"batch_shape": [null, 4, 3], "name": "input"}}""",
                "{\"class_name\": \"" + name + "\", \"config\": {\"name\": \"r\", \"units\": 4, \"activation\": \"tanh\", "
                    + "\"recurrent_activation\": \"sigmoid\", \"use_bias\": false, \"return_sequences\": true, \"stateful\": false}}",
                """{"class_name": "Conv1D", "config": {"name": "c", "filters": 2, "kernel_size": [1], "strides": [1], """
                    + "\"use_bias\": false}}",
                """{"class_name": "LeakyReLU", "config": {"name": "a", "negative_slope": 0.1}}""",
                """{"class_name": "GlobalAveragePooling1D", "config": {"name": "mean", "keepdims": false}}""",
                """{"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "elu", "use_bias": false}}""");
            string place = name == "SimpleRNN" ? "simple_rnn" : name.ToLowerInvariant();
            (string, object)[] weights =
            [
                ($"layers/{place}/cell/vars/0", new float[Inputs, gates * Units]),
                ($"layers/{place}/cell/vars/1", new float[Units, gates * Units]),
                ("layers/conv1d/vars/0", new float[1, Units, 2]), ("layers/dense/vars/0", new float[2, 1]),
            ];
            byte[] hdf5 = KerasFiles.Hdf5(weights);
            yield return new FuzzFile(
                $"{name}-config.keras", System.Text.Encoding.UTF8.GetBytes(config),
                bytes => KerasFiles.Zip(("config.json", bytes), ("metadata.json", "{\"keras_version\": \"3.10.0\"}"u8.ToArray()),
                    ("model.weights.h5", hdf5)), null)
            { IsText = true };
            yield return new FuzzFile($"{name}-weights.keras", hdf5, bytes => KerasFiles.Archive(config, bytes), null);
        }
    }

    /// <summary>Both directions, normalisation of layers, pooling, swish of two operators.</summary>
    private static IEnumerable<FuzzFile> HandMadeFilesOfNewerLayers()
    {
        IReadOnlyList<HandMadeLayer> keras = HandMadeLayer.Parse("gru 4 all concat; layernorm; max; dense 1", Inputs, new Random(1));
        byte[] archive = HandMadeFiles.Keras(keras, Steps, Inputs);
        yield return new FuzzFile("both.keras", archive, bytes => bytes, null);
        byte[] config = HandMadeFiles.Entry(archive, "config.json"), weights = HandMadeFiles.Entry(archive, "model.weights.h5");
        byte[] version = "{\"keras_version\": \"3.10.0\"}"u8.ToArray();
        yield return new FuzzFile(
            "both-config.keras", config,
            bytes => KerasFiles.Zip(("config.json", bytes), ("metadata.json", version), ("model.weights.h5", weights)), null)
        {
            IsText = true,
        };
        yield return new FuzzFile(
            "both-weights.keras", weights,
            bytes => KerasFiles.Zip(("config.json", config), ("metadata.json", version), ("model.weights.h5", bytes)), null);
        yield return new FuzzFile(
            "both.onnx",
            HandMadeFiles.Onnx(
                HandMadeLayer.Parse("lstm 4 all concat; layernorm; mean; dense 2 swish; dense 1", Inputs, new Random(2)), Steps, Inputs),
            bytes => bytes, Steps);
        yield return new FuzzFile(
            "both.pt", HandMadeFiles.Torch(HandMadeLayer.Parse("lstm 4 concat; dense 1", Inputs, new Random(3))).File,
            bytes => bytes, Steps);
    }

    private static IEnumerable<FuzzFile> Arrays()
    {
        byte[] Same(byte[] bytes) => bytes;
        yield return new FuzzFile("windows.npy", NpyBytes.Of([5, Steps, Inputs], new float[5 * Steps * Inputs]), Same, Steps);
        yield return new FuzzFile(
            "windows.csv", System.Text.Encoding.UTF8.GetBytes("a,b,c\n" + string.Concat(Enumerable.Repeat("1.5,-2e3,0\n", 9))), Same, Steps)
        {
            IsText = true,
        };
    }

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
