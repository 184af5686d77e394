using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras;

/// <summary>Makes a float network of Keras layers and their weights.</summary>
internal sealed class KerasNetworkBuilder
{
    private const double SmallestDeviation = 1e-7;

    private readonly KerasWeights weights;
    private readonly List<FloatLayer> layers = [];
    private int steps;
    private int size;
    private int inputSteps;
    private int inputSize;
    private bool stateful;

    private KerasNetworkBuilder(KerasWeights weights) => this.weights = weights;

    /// <summary>Builds the network.</summary>
    /// <param name="timeSteps">Window length where the model leaves it open; null: the model must fix it.</param>
    /// <exception cref="UserError">A layer or option that is not supported; the message names it.</exception>
    public static FloatNetwork Build(string name, IReadOnlyList<KerasLayer> source, Hdf5Weights file, int? timeSteps)
    {
        var builder = new KerasNetworkBuilder(new KerasWeights(file));
        int[] shape = source.Select(layer => layer.InputShape()).FirstOrDefault(found => found is not null)
            ?? source.FirstOrDefault()?.BuiltShape
            ?? throw new UserError("The model does not state its input shape; build it with an Input layer of shape (time steps, features) and save it again.");
        builder.SetInput(shape, timeSteps);
        foreach (KerasLayer layer in source)
        {
            builder.Add(layer);
        }

        return new FloatNetwork(name, builder.inputSteps, builder.inputSize, builder.stateful, builder.layers);
    }

    private void SetInput(int[] shape, int? timeSteps)
    {
        string text = $"({string.Join(", ", shape.Select(length => length < 0 ? "None" : length.ToString(System.Globalization.CultureInfo.InvariantCulture)))})";
        if (shape.Length is < 2 or > 3 || shape[^1] < 1 || shape.Any(length => length is 0 or > 1_000_000))
        {
            throw new UserError($"The model's input has shape {text}; (batch, time steps, features) is supported, build the model so.");
        }

        if (shape[0] > 1)
        {
            throw new UserError($"The model's input has a fixed batch of {shape[0]} ({text}); build it with a batch of 1 or an open one.");
        }

        int length = shape.Length == 2 ? 1 : shape[1] > 0 ? shape[1] : timeSteps
            ?? throw new UserError($"The model's input leaves the number of time steps open ({text}); say it with --window, or build the model with a fixed one.");
        (steps, size) = (inputSteps, inputSize) = (length, shape[^1]);
    }

    private void Add(KerasLayer layer)
    {
        weights.Enter(layer);
        switch (layer.ClassName)
        {
            case "InputLayer" or "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise" or "AlphaDropout" or "ActivityRegularization":
                break;
            case "LSTM":
                Lstm(layer, layer);
                break;
            case "RNN":
                Lstm(layer, Cell(layer));
                break;
            case "Dense":
                Dense(layer, layer);
                break;
            case "TimeDistributed":
                TimeDistributed(layer);
                break;
            case "GlobalAveragePooling1D":
                Average(layer);
                break;
            case "Normalization":
                Normalize(layer);
                break;
            case "BatchNormalization":
                BatchNormalize(layer);
                break;
            case "Rescaling":
                layers.Add(new FloatAffine(
                    layer.Name,
                    Constant((float)(layer.Number("scale") ?? throw layer.Refuse("has a scale for each feature, which is not supported", "use a Normalization layer"))),
                    Constant((float)(layer.Number("offset") ?? 0))));
                break;
            case "Activation":
                Activate(layer, layer.Activation("activation", "linear"));
                break;
            case "ReLU":
                bool isPlain = (layer.Number("negative_slope") ?? 0) == 0 && (layer.Number("threshold") ?? 0) == 0;
                Activate(layer, (isPlain, layer.Number("max_value")) switch
                {
                    (true, null) => "relu",
                    (true, 6) => "relu6",
                    _ => throw layer.Refuse("is not the plain relu or relu6", "use one of these"),
                });
                break;
            case "Softmax":
                Activate(layer, "softmax");
                break;
            case "Flatten":
                Flatten(layer);
                break;
            case "Reshape":
                Reshape(layer);
                break;
            case "CuDNNLSTM":
                throw layer.Refuse("is the form of LSTM for graphics cards of Keras 1 and 2, which is not supported", "load its weights into an LSTM layer and save that model");
            case "GRU" or "SimpleRNN" or "ConvLSTM1D" or "ConvLSTM2D" or "CuDNNGRU":
                throw layer.Refuse("is a recurrent layer other than LSTM, which is not supported", "train the model with LSTM layers");
            case "Bidirectional":
                throw layer.Refuse("reads the window in both directions, which a gauge that runs forward in time cannot do", "train the model without Bidirectional");
            case "Masking" or "Embedding":
                throw layer.Refuse("is not supported: the window on the device is always full, of floats", "train the model without it");
            case "Lambda":
                throw layer.Refuse("holds Python code, which is not run", "replace it by a Normalization or Rescaling layer");
            default:
                string what = layer.ClassName switch
                {
                    { } name when name.StartsWith("Conv", StringComparison.Ordinal) || name.Contains("Pooling", StringComparison.Ordinal) || name.EndsWith("Conv1D", StringComparison.Ordinal) || name.EndsWith("Conv2D", StringComparison.Ordinal)
                        => "belongs to a convolutional network, which is not supported",
                    "Concatenate" or "Add" or "Multiply" or "Attention" or "MultiHeadAttention" or "AdditiveAttention" => "joins branches, which is not supported",
                    "RepeatVector" => "repeats one vector over time steps (an encoder and decoder), which is not supported",
                    _ => "is not supported",
                };
                throw layer.Refuse(what, "supported are LSTM, Dense, Dropout, Normalization, BatchNormalization, Rescaling, Flatten and activations, so train the model with these");
        }
    }

    /// <summary>The cell of an RNN layer.</summary>
    private static KerasLayer Cell(KerasLayer layer)
    {
        KerasLayer? cell = layer.Wrapped("cell");
        return cell?.ClassName switch
        {
            "LSTMCell" => cell,
            "StackedRNNCells" => throw layer.Refuse("stacks its cells (StackedRNNCells), which is not supported", "use an LSTM layer for each cell"),
            { } other => throw layer.Refuse($"has cells of class {other}, which is not supported", "train the model with LSTM layers"),
            _ => throw layer.Refuse("does not say its cell", "use an LSTM layer"),
        };
    }

    /// <summary>A layer for each time step: a dense layer is one anyway.</summary>
    private void TimeDistributed(KerasLayer layer)
    {
        KerasLayer? inner = layer.Wrapped("layer");
        if (inner?.ClassName != "Dense")
        {
            weights.Pass(layer);
        }

        switch (inner?.ClassName)
        {
            case "Dense":
                Dense(layer, inner);
                break;
            case "Dropout":
                break;
            case "Activation":
                Activate(layer, inner.Activation("activation", "linear"));
                break;
            case "Flatten":
                // Of one vector a step.
                break;
            default:
                throw layer.Refuse($"applies a layer of class {inner?.ClassName ?? "that it does not say"} to each time step, which is not supported", "supported is Dense");
        }
    }

    /// <summary>The mean over the time steps, as a product with a constant matrix.</summary>
    private void Average(KerasLayer layer)
    {
        if (layer.Flag("keepdims"))
        {
            throw layer.Refuse("has keepdims=True, which is not supported", "use keepdims=False");
        }

        int units = size, count = steps;
        if (count == 1)
        {
            return;
        }

        Flatten(layer);
        var mean = new float[units * size];
        for (int t = 0; t < count; t++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                mean[unit * size + t * units + unit] = 1f / count;
            }
        }

        layers.Add(new FloatDense(layer.Name, size, units, Activation.None, mean, new float[units]));
        size = units;
    }

    /// <summary>An LSTM whose cell's options stand in the layer's own or in those of the cell it wraps.</summary>
    private void Lstm(KerasLayer layer, KerasLayer cell)
    {
        void RefuseIf(bool condition, string what, string instead)
        {
            if (condition)
            {
                throw layer.Refuse(what, instead);
            }
        }

        string activation = cell.Activation("activation", "tanh"), recurrent = cell.Activation("recurrent_activation", "sigmoid");
        RefuseIf(layer.Flag("go_backwards"), "has go_backwards=True, which a gauge that runs forward in time cannot do", "train it forwards");
        RefuseIf(layer.Flag("return_state"), "has return_state=True, which is not supported", "return the output alone");
        RefuseIf(layer.Flag("time_major"), "has time_major=True, which is not supported", "put the batch first");
        RefuseIf(activation != "tanh", $"has activation='{activation}', which is not supported", "train it with activation='tanh'");
        RefuseIf(recurrent != "sigmoid", $"has recurrent_activation='{recurrent}', which is not supported", "train it with recurrent_activation='sigmoid'");
        RefuseIf(steps == 1 && inputSteps > 1, "does not take a sequence: the layer before it gives one vector", "set return_sequences=True in the LSTM before it");
        int units = Units(cell);
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = Array(layer, arrays, "kernel", size, 4 * units), recurrentKernel = Array(layer, arrays, "recurrent_kernel", units, 4 * units);
        float[] bias = HasBias(cell) ? Array(layer, arrays, "bias", 4 * units) : new float[4 * units];
        bool sequences = layer.Flag("return_sequences");
        layers.Add(new FloatLstm(
            layer.Name, size, units, sequences, 0f,
            [.. Enumerable.Range(0, 4).Select(gate => Transposed(kernel, size, 4 * units, gate * units, units))],
            [.. Enumerable.Range(0, 4).Select(gate => Transposed(recurrentKernel, units, 4 * units, gate * units, units))],
            [.. Enumerable.Range(0, 4).Select(gate => bias[(gate * units)..((gate + 1) * units)])]));
        stateful |= layer.Flag("stateful");
        steps = sequences ? steps : 1;
        size = units;
    }

    /// <summary>A dense layer whose options stand in the layer's own or in those of the layer it wraps.</summary>
    private void Dense(KerasLayer layer, KerasLayer options)
    {
        string activation = options.Activation("activation", "linear");
        int units = Units(options);
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, "kernel", "bias");
        float[] kernel = Array(layer, arrays, "kernel", size, units);
        float[] bias = HasBias(options) ? Array(layer, arrays, "bias", units) : new float[units];
        layers.Add(new FloatDense(layer.Name, size, units, Named(layer, activation), Transposed(kernel, size, units, 0, units), bias));
        size = units;
    }

    private void Normalize(KerasLayer layer)
    {
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, "mean", "variance", "count");
        if (layer.Flag("invert"))
        {
            throw layer.Refuse("has invert=True, which is not supported", "use a Rescaling layer");
        }

        float[] mean = FeatureArray(layer, arrays, "mean"), variance = FeatureArray(layer, arrays, "variance");
        double[] factor = [.. variance.Select(value => 1.0 / Math.Max(Math.Sqrt(value), SmallestDeviation))];
        layers.Add(new FloatAffine(layer.Name, [.. factor.Select(value => (float)value)], [.. mean.Select((value, k) => (float)(-value * factor[k]))]));
    }

    private void BatchNormalize(KerasLayer layer)
    {
        bool scales = !layer.Config.TryGetProperty("scale", out _) || layer.Flag("scale"), centers = !layer.Config.TryGetProperty("center", out _) || layer.Flag("center");
        string[] order = [.. scales ? new[] { "gamma" } : [], .. centers ? new[] { "beta" } : [], "moving_mean", "moving_variance"];
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, order);
        float[] mean = Array(layer, arrays, "moving_mean", size), variance = Array(layer, arrays, "moving_variance", size);
        float[] gamma = scales ? Array(layer, arrays, "gamma", size) : Constant(1), beta = centers ? Array(layer, arrays, "beta", size) : Constant(0);
        double epsilon = layer.Number("epsilon") ?? 1e-3;
        double[] factor = [.. variance.Select((value, k) => gamma[k] / Math.Sqrt(value + epsilon))];
        layers.Add(new FloatAffine(layer.Name, [.. factor.Select(value => (float)value)], [.. beta.Select((value, k) => (float)(value - mean[k] * factor[k]))]));
    }

    private void Activate(KerasLayer layer, string name)
    {
        Activation activation = Named(layer, name);
        if (activation != Activation.None)
        {
            layers.Add(new FloatActivation(layer.Name, activation));
        }
    }

    private void Flatten(KerasLayer layer)
    {
        if (steps > 1)
        {
            layers.Add(new FloatFlatten(layer.Name));
        }

        size *= steps;
        steps = 1;
    }

    private void Reshape(KerasLayer layer)
    {
        int[] target = layer.Config.TryGetProperty("target_shape", out System.Text.Json.JsonElement list) ? [.. list.EnumerateArray().Select(value => value.GetInt32())] : [];
        int open = System.Array.IndexOf(target, -1);
        if (open >= 0)
        {
            int rest = target.Where((_, k) => k != open).Aggregate(1, (product, length) => product * length);
            target[open] = rest > 0 ? steps * size / rest : 0;
        }

        int[] axes = [.. target.SkipWhile(length => length == 1)];
        if (axes is [int all] && all == steps * size)
        {
            Flatten(layer);
        }
        else if (layers.Count == 0 && steps == 1 && target is [> 0, > 0] && target[0] * target[1] == size)
        {
            (steps, size) = (inputSteps, inputSize) = (target[0], target[1]);
        }
        else if (!(axes is [int rows, int columns] && rows == steps && columns == size))
        {
            throw layer.Refuse("puts values in another order, which is not supported", "use Flatten");
        }
    }

    private static Activation Named(KerasLayer layer, string name) => name switch
    {
        "linear" => Activation.None,
        "relu" => Activation.Relu,
        "relu6" => Activation.Relu6,
        "tanh" => Activation.Tanh,
        "sigmoid" => Activation.Sigmoid,
        "softmax" => Activation.Softmax,
        _ => throw layer.Refuse($"has activation '{name}', which is not supported", "supported are linear, relu, relu6, tanh, sigmoid and softmax, so train it with one of these"),
    };

    private static bool HasBias(KerasLayer layer) => !layer.Config.TryGetProperty("use_bias", out _) || layer.Flag("use_bias");

    private static int Units(KerasLayer layer) => layer.Number("units") is { } units and >= 1 and <= 65536
        ? (int)units
        : throw layer.Refuse("does not say its units", "save the model again from Keras");

    private float[] Constant(float value) => [.. Enumerable.Repeat(value, size)];

    /// <summary>Mean or variance: from the weights where the layer was adapted, from its options where they were given.</summary>
    private float[] FeatureArray(KerasLayer layer, IReadOnlyDictionary<string, WeightArray> arrays, string name)
    {
        float[] values = arrays.TryGetValue(name, out WeightArray? array) ? array.Values : [];
        if (values.Length == 0 && layer.Config.TryGetProperty(name, out System.Text.Json.JsonElement given))
        {
            var list = new List<float>();
            Numbers(given, list);
            values = [.. list];
        }

        return values.Length == size ? values
            : values.Length == 1 ? Constant(values[0])
            : throw layer.Refuse($"has {values.Length} values of {name} for {size} features", "adapt it to data of the model's features (axis=-1) and save the model again");
    }

    private static void Numbers(System.Text.Json.JsonElement element, List<float> list)
    {
        if (element.ValueKind == System.Text.Json.JsonValueKind.Number)
        {
            list.Add(element.GetSingle());
        }
        else if (element.ValueKind == System.Text.Json.JsonValueKind.Array)
        {
            foreach (System.Text.Json.JsonElement item in element.EnumerateArray())
            {
                Numbers(item, list);
            }
        }
        else if (element.ValueKind == System.Text.Json.JsonValueKind.Object && element.TryGetProperty("config", out System.Text.Json.JsonElement config)
            && config.TryGetProperty("value", out System.Text.Json.JsonElement value))
        {
            // Keras 3 wraps arrays: {"class_name": "__numpy__", "config": {"value": [..]}}.
            Numbers(value, list);
        }
    }

    private static float[] Array(KerasLayer layer, IReadOnlyDictionary<string, WeightArray> arrays, string name, params int[] shape)
    {
        if (!arrays.TryGetValue(name, out WeightArray? array))
        {
            throw layer.WeightType() is { } type
                ? layer.Refuse($"has weights of type {type}, which is not read", "take the model over to the dtype policy float32 (build it anew with that and set_weights of the old one's) and save it again")
                : layer.Refuse($"has no weights '{name}' in the file", "save the model with its weights");
        }

        if (!array.Shape.AsSpan().SequenceEqual(shape))
        {
            throw layer.Refuse($"has '{name}' of shape [{string.Join(",", array.Shape)}] where [{string.Join(",", shape)}] is needed", "the file is damaged or its model is not a plain sequence; save it again from Keras");
        }

        return array.Values;
    }

    /// <summary>Columns of a [rows, columns] matrix as rows.</summary>
    private static float[] Transposed(float[] matrix, int rows, int columns, int firstColumn, int count)
    {
        var result = new float[rows * count];
        for (int column = 0; column < count; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                result[column * rows + row] = matrix[row * columns + firstColumn + column];
            }
        }

        return result;
    }
}
