using NanoBms.Foundation;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers;

namespace NanoBms.Models.Keras;

/// <summary>Why layers of other classes are not read, and what to do instead.</summary>
internal static class KerasRefusals
{
    // Classes that are read and are recurrent: they have cells.
    private static readonly string[] Recurrent =
        [.. LayerKinds.KerasClasses.Where(known => known.Cell is not null).Select(known => known.Name)];

    private static readonly string Supported =
        $"supported are {string.Join(", ", Recurrent)}, Bidirectional, Dense, Dropout, Normalization, "
        + "BatchNormalization, LayerNormalization, Rescaling, Flatten, Conv1D, MaxPooling1D, RepeatVector, pooling over all time steps and "
        + "activations, so train the model with these";

    private static readonly Dictionary<string, (string What, string Instead)> Known = new(StringComparer.Ordinal)
    {
        ["CuDNNLSTM"] = (
            "is the form of LSTM for graphics cards of Keras 1 and 2, which is not supported", "load its weights into an LSTM layer and "
                + "save that model"),
        ["Masking"] = NoMask,
        ["Embedding"] = NoMask,
        ["Lambda"] = ("holds Python code, which is not run", "replace it by a Normalization or Rescaling layer"),
        ["Concatenate"] = Joins,
        ["Add"] = Joins,
        ["Multiply"] = Joins,
        ["Attention"] = Joins,
        ["MultiHeadAttention"] = Joins,
        ["AdditiveAttention"] = Joins,
    };

    private static (string What, string Instead) NoMask =>
        ("is not supported: the window on the device is always full, of floats", "train the model without it");

    private static (string What, string Instead) Joins => ("joins branches, which is not supported", Supported);

    /// <summary>The refusal of a layer.</summary>
    public static UserError Layer(KerasLayer layer)
    {
        if (Known.TryGetValue(layer.ClassName, out (string What, string Instead) refusal))
        {
            return layer.Refuse(refusal.What, refusal.Instead);
        }

        if (IsRecurrent(layer.ClassName))
        {
            return layer.Refuse(
                $"is a recurrent layer other than {string.Join(", ", Recurrent[..^1])} and {Recurrent[^1]}, which is not supported",
                "train the model with one of these");
        }

        bool isConvolution = layer.ClassName.StartsWith("Conv", StringComparison.Ordinal)
            || layer.ClassName.Contains("Pooling", StringComparison.Ordinal)
            || layer.ClassName.EndsWith("Conv1D", StringComparison.Ordinal) || layer.ClassName.EndsWith("Conv2D", StringComparison.Ordinal);
        return layer.Refuse(isConvolution ? "belongs to a convolutional network, which is not supported" : "is not supported", Supported);
    }

    /// <summary>The refusal of an RNN layer for its cell.</summary>
    public static UserError Cell(KerasLayer layer, string cellClass) => cellClass == "StackedRNNCells"
        ? layer.Refuse("stacks its cells (StackedRNNCells), which is not supported", "use an LSTM layer for each cell")
        : layer.Refuse($"has cells of class {cellClass}, which is not supported", "train the model with LSTM layers");

    private static bool IsRecurrent(string className) =>
        className.EndsWith("GRU", StringComparison.Ordinal) || className.EndsWith("RNN", StringComparison.Ordinal)
        || className.StartsWith("ConvLSTM", StringComparison.Ordinal);
}
