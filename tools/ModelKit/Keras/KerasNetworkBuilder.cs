using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelKit.Keras;

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
    /// <exception cref="ModelFormatException">A layer or option that is not supported; the message names it.</exception>
    public static FloatNetwork Build(string name, IReadOnlyList<KerasLayer> source, Hdf5Weights file, int? timeSteps)
    {
        var builder = new KerasNetworkBuilder(new KerasWeights(file));
        int[] shape = source.Select(layer => layer.InputShape()).FirstOrDefault(found => found is not null)
            ?? throw new ModelFormatException("The model does not state its input shape; build it with an Input layer of shape (time steps, features) and save it again.");
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
            throw new ModelFormatException($"The model's input has shape {text}; (batch, time steps, features) is supported, build the model so.");
        }

        if (shape[0] > 1)
        {
            throw new ModelFormatException($"The model's input has a fixed batch of {shape[0]} ({text}); build it with a batch of 1 or an open one.");
        }

        int length = shape.Length == 2 ? 1 : shape[1] > 0 ? shape[1] : timeSteps
            ?? throw new ModelFormatException($"The model's input leaves the number of time steps open ({text}); say it with --window, or build the model with a fixed one.");
        (steps, size) = (inputSteps, inputSize) = (length, shape[^1]);
    }

    private void Add(KerasLayer layer)
    {
        switch (layer.ClassName)
        {
            case "InputLayer" or "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise" or "AlphaDropout" or "ActivityRegularization":
                break;
            case "LSTM":
                Lstm(layer);
                break;
            case "Dense":
                Dense(layer, layer.Activation("activation", "linear"), layer.Config.TryGetProperty("use_bias", out _) && !layer.Flag("use_bias"));
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
            case "GRU" or "SimpleRNN" or "RNN" or "ConvLSTM1D" or "ConvLSTM2D" or "CuDNNLSTM" or "CuDNNGRU":
                throw layer.Refuse("is a recurrent layer other than LSTM, which is not supported", "train the model with LSTM layers");
            case "Bidirectional":
                throw layer.Refuse("reads the window in both directions, which a gauge that runs forward in time cannot do", "train the model without Bidirectional");
            case "Masking" or "Embedding":
                throw layer.Refuse("is not supported: the window on the device is always full, of floats", "train the model without it");
            case "Sequential" or "Functional" or "Model":
                throw layer.Refuse("is a model inside the model, which is not supported", "build one flat sequence of layers");
            case "Lambda":
                throw layer.Refuse("holds Python code, which is not run", "replace it by a Normalization or Rescaling layer");
            default:
                string what = layer.ClassName.StartsWith("Conv", StringComparison.Ordinal) || layer.ClassName.Contains("Pooling", StringComparison.Ordinal)
                    ? "belongs to a convolutional network, which is not supported"
                    : "is not supported";
                throw layer.Refuse(what, "supported are LSTM, Dense, Dropout, Normalization, BatchNormalization, Rescaling, Flatten and activations, so train the model with these");
        }
    }

    private void Lstm(KerasLayer layer)
    {
        void RefuseIf(bool condition, string what, string instead)
        {
            if (condition)
            {
                throw layer.Refuse(what, instead);
            }
        }

        string activation = layer.Activation("activation", "tanh"), recurrent = layer.Activation("recurrent_activation", "sigmoid");
        RefuseIf(layer.Flag("go_backwards"), "has go_backwards=True, which a gauge that runs forward in time cannot do", "train it forwards");
        RefuseIf(layer.Flag("return_state"), "has return_state=True, which is not supported", "return the output alone");
        RefuseIf(layer.Flag("time_major"), "has time_major=True, which is not supported", "put the batch first");
        RefuseIf(activation != "tanh", $"has activation='{activation}', which is not supported", "train it with activation='tanh'");
        RefuseIf(recurrent != "sigmoid", $"has recurrent_activation='{recurrent}', which is not supported", "train it with recurrent_activation='sigmoid'");
        RefuseIf(steps == 1 && inputSteps > 1, "does not take a sequence: the layer before it gives one vector", "set return_sequences=True in the LSTM before it");
        int units = Units(layer);
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, "kernel", "recurrent_kernel", "bias");
        float[] kernel = Array(layer, arrays, "kernel", size, 4 * units), recurrentKernel = Array(layer, arrays, "recurrent_kernel", units, 4 * units);
        float[] bias = arrays.ContainsKey("bias") ? Array(layer, arrays, "bias", 4 * units) : new float[4 * units];
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

    private void Dense(KerasLayer layer, string activation, bool noBias)
    {
        int units = Units(layer);
        IReadOnlyDictionary<string, WeightArray> arrays = weights.Of(layer, "kernel", "bias");
        float[] kernel = Array(layer, arrays, "kernel", size, units);
        float[] bias = noBias ? new float[units] : Array(layer, arrays, "bias", units);
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
            throw layer.Refuse($"has no weights '{name}' in the file", "save the model with its weights");
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
