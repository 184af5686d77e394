using System.Globalization;
using NanoBms.Models.Tests.Onnx;
using NanoBms.Models.Tests.Torch;

namespace NanoBms.Models.Tests.HandMade;

/// <summary>Layers as files of Keras, PyTorch and ONNX.</summary>
internal static class HandMadeFiles
{
    // Keras: input, forget, cell, output; update, reset, candidate.
    private static readonly int[] KerasLstm = [0, 1, 2, 3], OnnxLstm = [0, 3, 1, 2], TorchGru = [1, 0, 2], Plain = [0, 1, 2];

    public static byte[] Keras(IReadOnlyList<HandMadeLayer> layers, int steps, int inputs)
    {
        var configs = new List<string>
        {
            $"{{\"class_name\": \"InputLayer\", \"config\": {{\"batch_shape\": [null, {steps}, {inputs}], \"name\": \"i\"}}}}",
        };
        var arrays = new List<(string, object)>();
        var counts = new Dictionary<string, int>();
        foreach (HandMadeLayer layer in layers)
        {
            (string className, string snake) = layer switch
            {
                { Merge: not null } => ("Bidirectional", "bidirectional"),
                { Kind: "lstm" } => ("LSTM", "lstm"),
                { Kind: "gru" } => ("GRU", "gru"),
                { Kind: "rnn" } => ("SimpleRNN", "simple_rnn"),
                { Kind: "dense" } => ("Dense", "dense"),
                { Kind: "conv" } => ("Conv1D", "conv1d"),
                { Kind: "act" } => ("Activation", "activation"),
                { Kind: "layernorm" } => ("LayerNormalization", "layer_normalization"),
                { Kind: "batchnorm" } => ("BatchNormalization", "batch_normalization"),
                { Kind: "mean" } => ("GlobalAveragePooling1D", "global_average_pooling1d"),
                { Kind: "max" } => ("GlobalMaxPooling1D", "global_max_pooling1d"),
                _ => ("Flatten", "flatten"),
            };
            int count = counts.GetValueOrDefault(snake);
            counts[snake] = count + 1;
            string group = $"layers/{(count == 0 ? snake : $"{snake}_{count}")}", name = $"{snake}_number_{count}";
            string own = Options(layer);
            string inside = layer.Kind == "rnn" ? "SimpleRNN" : layer.Kind.ToUpperInvariant();
            string options = layer.Merge is null ? own
                : $"\"merge_mode\": \"{layer.Merge}\", \"layer\": {{\"class_name\": \"{inside}\", "
                    + $"\"config\": {{\"name\": \"inside\", {own}}}}}";
            configs.Add($"{{\"class_name\": \"{className}\", \"config\": {{\"name\": \"{name}\", {options}}}}}");
            if (layer.IsRecurrent)
            {
                for (int k = 0; k < layer.Weights.Count; k++)
                {
                    string direction = layer.Merge is null ? "" : k == 0 ? "/forward_layer" : "/backward_layer";
                    string cell = $"{group}{direction}/cell/vars/";
                    arrays.AddRange(
                    [
                        (cell + "0", layer.Weights[k].Kernel), (cell + "1", layer.Weights[k].Recurrent),
                        (cell + "2", layer.Weights[k].Bias.GetLength(0) == 2 ? layer.Weights[k].Bias : Row(layer.Weights[k].Bias, 0)),
                    ]);
                }
            }
            else if (layer.Weights.Count > 0)
            {
                float[,] kernel = layer.Weights[0].Kernel;
                arrays.Add(($"{group}/vars/0", layer.Kind == "conv" ? Cube(kernel) : kernel));
                arrays.Add(($"{group}/vars/1", Row(layer.Weights[0].Bias, 0)));
            }

            arrays.AddRange(layer.Norm.Select((values, k) => ($"{group}/vars/{k}", (object)values)));
        }

        return KerasFiles.Archive(KerasFiles.Sequential([.. configs]), KerasFiles.Hdf5([.. arrays]));
    }

    /// <summary>A file inside an archive.</summary>
    public static byte[] Entry(byte[] archive, string name)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(archive));
        using Stream entry = zip.GetEntry(name)!.Open();
        var content = new MemoryStream();
        entry.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Weights of PyTorch, and the words that say how they compute.</summary>
    public static (byte[] File, string Forward) Torch(IReadOnlyList<HandMadeLayer> layers)
    {
        var tensors = new List<(string, int[], float[])>();
        var words = new List<string>();
        foreach ((HandMadeLayer layer, int number) in layers.Select((layer, k) => (layer, k)))
        {
            string name = $"m{number}";
            switch (layer)
            {
                case { IsRecurrent: true }:
                    int[] order = layer.Kind == "gru" ? TorchGru : KerasLstm[..layer.GateCount];
                    for (int k = 0; k < layer.Weights.Count; k++)
                    {
                        string end = k == 0 ? "_l0" : "_l0_reverse";
                        (float[,] kernel, float[,] recurrent, float[,] bias) = layer.Weights[k];
                        int rows = layer.GateCount * layer.Units;
                        tensors.AddRange(
                        [
                            ($"{name}.weight_ih{end}", [rows, layer.Inputs], Rows(kernel, order, layer.Units)),
                            ($"{name}.weight_hh{end}", [rows, layer.Units], Rows(recurrent, order, layer.Units)),
                            ($"{name}.bias_ih{end}", [rows], Gates(bias, 0, order, layer.Units)),
                            ($"{name}.bias_hh{end}", [rows], bias.GetLength(0) == 2 ? Gates(bias, 1, order, layer.Units) : new float[rows]),
                        ]);
                    }

                    words.Add(layer is { Kind: "rnn", Activation: "relu" } ? $"{name}:relu" : name);
                    words.AddRange(layer.GivesAll ? [] : ["state"]);
                    break;
                case { Kind: "dense" }:
                    tensors.Add(($"{name}.weight", [layer.Units, layer.Inputs], Rows(layer.Weights[0].Kernel, [0], layer.Units)));
                    tensors.Add(($"{name}.bias", [layer.Units], Row(layer.Weights[0].Bias, 0)));
                    words.AddRange(layer.Activation == "linear" ? [name] : [name, TorchWord(layer.Activation)]);
                    break;
                case { Kind: "layernorm" }:
                    tensors.AddRange([($"{name}.weight", [layer.Units], layer.Norm[0]), ($"{name}.bias", [layer.Units], layer.Norm[1])]);
                    words.Add(name);
                    break;
                case { Kind: "batchnorm" }:
                    tensors.AddRange(
                    [
                        ($"{name}.weight", [layer.Units], layer.Norm[0]), ($"{name}.bias", [layer.Units], layer.Norm[1]),
                        ($"{name}.running_mean", [layer.Units], layer.Norm[2]), ($"{name}.running_var", [layer.Units], layer.Norm[3]),
                    ]);
                    words.Add(name);
                    break;
                default:
                    words.Add(layer.Kind == "act" ? TorchWord(layer.Activation) : layer.Kind);
                    break;
            }
        }

        return (TorchFiles.Archive([.. tensors]), string.Join(',', words));
    }

    public static byte[] Onnx(IReadOnlyList<HandMadeLayer> layers, int steps, int inputs)
    {
        List<byte[]> nodes = [OnnxFiles.Node("Transpose", "x", "v", OnnxFiles.Ints("perm", 1, 0, 2))], constants =
            [OnnxFiles.Constant("beside", [3], 0, 0, -1), OnnxFiles.Constant("time", [1], 0), OnnxFiles.Constant("end", [], -1)];
        string value = "v";
        bool isSequence = true;
        foreach ((HandMadeLayer layer, int number) in layers.Select((layer, k) => (layer, k)))
        {
            string next = number == layers.Count - 1 ? "y" : $"v{number}";
            switch (layer)
            {
                case { IsRecurrent: true }:
                    int[] order = layer.Kind == "lstm" ? OnnxLstm : Plain[..layer.GateCount];
                    int rows = layer.GateCount * layer.Units, directions = layer.Weights.Count;
                    constants.AddRange(
                    [
                        OnnxFiles.Constant($"W{number}", [directions, rows, layer.Inputs],
                            [.. layer.Weights.SelectMany(set => Rows(set.Kernel, order, layer.Units))]),
                        OnnxFiles.Constant($"R{number}", [directions, rows, layer.Units],
                            [.. layer.Weights.SelectMany(set => Rows(set.Recurrent, order, layer.Units))]),
                        OnnxFiles.Constant($"B{number}", [directions, 2 * rows], [.. layer.Weights.SelectMany(set => (float[])
                            [.. Gates(set.Bias, 0, order, layer.Units),
                            .. set.Bias.GetLength(0) == 2 ? Gates(set.Bias, 1, order, layer.Units) : new float[rows]])]),
                    ]);
                    string[] names = layer.Kind == "lstm" ? [layer.Gates, layer.Activation, layer.Activation]
                        : layer.Kind == "gru" ? [layer.Gates, layer.Activation] : [layer.Activation];
                    string[] all = [.. Enumerable.Repeat(names, directions).SelectMany(list => list)];
                    nodes.Add(OnnxFiles.Node(
                        layer.Kind.ToUpperInvariant(), $"{value},W{number},R{number},B{number}", $"a{number}",
                        OnnxFiles.Strings("activations", [.. all.Select(OnnxName)]), OnnxFiles.Int("hidden_size", layer.Units),
                        OnnxFiles.Int("linear_before_reset", layer.Kind == "gru" && layer.ResetAfter ? 1 : 0),
                        OnnxFiles.String("direction", directions == 2 ? "bidirectional" : "forward")));
                    nodes.Add(OnnxFiles.Node("Transpose", $"a{number}", $"b{number}", OnnxFiles.Ints("perm", 0, 2, 1, 3)));
                    nodes.Add(OnnxFiles.Node("Reshape", $"b{number},beside", layer.GivesAll ? next : $"c{number}"));
                    if (!layer.GivesAll)
                    {
                        nodes.Add(OnnxFiles.Node("Gather", $"c{number},end", next, OnnxFiles.Int("axis", 0)));
                        isSequence = false;
                    }

                    break;
                case { Kind: "dense" }:
                    constants.Add(OnnxFiles.Constant(
                        $"M{number}", [layer.Inputs, layer.Units], [.. layer.Weights[0].Kernel.Cast<float>()]));
                    constants.Add(OnnxFiles.Constant($"C{number}", [layer.Units], Row(layer.Weights[0].Bias, 0)));
                    bool isPlain = layer.Activation == "linear";
                    nodes.Add(OnnxFiles.Node("MatMul", $"{value},M{number}", $"p{number}"));
                    nodes.Add(OnnxFiles.Node("Add", $"p{number},C{number}", isPlain ? next : $"q{number}"));
                    if (!isPlain)
                    {
                        Activate(layer.Activation, $"q{number}", next);
                    }

                    break;
                case { Kind: "act" }:
                    Activate(layer.Activation, value, next);
                    break;
                case { Kind: "layernorm" }:
                    constants.Add(OnnxFiles.Constant($"G{number}", [layer.Units], layer.Norm[0]));
                    constants.Add(OnnxFiles.Constant($"O{number}", [layer.Units], layer.Norm[1]));
                    nodes.Add(OnnxFiles.Node(
                        "LayerNormalization", $"{value},G{number},O{number}", next, OnnxFiles.Float("epsilon", 1e-5f)));
                    break;
                case { Kind: "mean" or "max" }:
                    nodes.Add(OnnxFiles.Node(
                        layer.Kind == "mean" ? "ReduceMean" : "ReduceMax", $"{value},time", next, OnnxFiles.Int("keepdims", 0)));
                    isSequence = false;
                    break;
                default:
                    nodes.Add(OnnxFiles.Node("Gather", $"{value},end", next, OnnxFiles.Int("axis", 0)));
                    isSequence = false;
                    break;
            }

            value = next;
        }

        Assert.False(isSequence, "a sequence would come out time first");
        return OnnxFiles.Model(18, [1, steps, inputs], nodes, constants);

        void Activate(string name, string from, string to)
        {
            if (name == "swish")
            {
                nodes.Add(OnnxFiles.Node("Sigmoid", from, $"{to}_s"));
                nodes.Add(OnnxFiles.Node("Mul", $"{to}_s,{from}", to));
                return;
            }

            nodes.Add(OnnxFiles.Node(OnnxName(name), from, to));
        }
    }

    private static string TorchWord(string activation) => activation == "leaky_relu" ? "leaky_relu:0.2" : activation;

    private static string OnnxName(string activation) => activation switch
    {
        "hard_sigmoid" => "HardSigmoid",
        _ => char.ToUpperInvariant(activation[0]) + activation[1..],
    };

    private static string Options(HandMadeLayer layer) => layer.Kind switch
    {
        "lstm" or "gru" or "rnn" => string.Create(
            CultureInfo.InvariantCulture,
            $"\"units\": {layer.Units}, \"activation\": \"{layer.Activation}\", \"recurrent_activation\": \"{layer.Gates}\", ")
            + $"\"return_sequences\": {Flag(layer.GivesAll)}, \"reset_after\": {Flag(layer.ResetAfter)}, "
            + $"\"go_backwards\": {Flag(layer.GoesBackwards)}",
        "dense" => $"\"units\": {layer.Units}, \"activation\": \"{layer.Activation}\"",
        "conv" => $"\"filters\": {layer.Units}, \"kernel_size\": [1], \"strides\": [1], \"activation\": \"{layer.Activation}\"",
        "act" => $"\"activation\": \"{layer.Activation}\"",
        "layernorm" => "\"axis\": [-1], \"epsilon\": 0.001",
        "batchnorm" => "\"axis\": -1, \"epsilon\": 0.001",
        _ => "\"trainable\": true",
    };

    private static string Flag(bool value) => value ? "true" : "false";

    private static float[] Row(float[,] matrix, int row) =>
        [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])];

    private static float[,,] Cube(float[,] matrix)
    {
        var cube = new float[1, matrix.GetLength(0), matrix.GetLength(1)];
        Buffer.BlockCopy(matrix, 0, cube, 0, matrix.Length * sizeof(float));
        return cube;
    }

    /// <summary>Columns as rows, gates in another order.</summary>
    private static float[] Rows(float[,] matrix, int[] order, int units) =>
        [.. order.SelectMany(gate => Enumerable.Range(gate * units, units)).SelectMany(column =>
            Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column]))];

    private static float[] Gates(float[,] bias, int row, int[] order, int units) =>
        [.. order.SelectMany(gate => Enumerable.Range(gate * units, units)).Select(column => bias[row, column])];
}
