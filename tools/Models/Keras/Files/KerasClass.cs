namespace NanoBms.Models.Keras.Files;

/// <summary>Reads a layer of a Keras class at the end of a sequence.</summary>
/// <param name="sequence">Receives what the layer is.</param>
/// <param name="layer">The layer, by which its weights are filed.</param>
/// <param name="options">Where its options stand: the layer itself, the cell of an RNN, or what a TimeDistributed wraps.</param>
internal delegate void KerasRead(KerasSequence sequence, KerasLayer layer, KerasLayer options);

/// <summary>A class of Keras and how layers of it are read.</summary>
/// <param name="Name">E.g. "LSTM".</param>
/// <param name="Read">Reads one.</param>
internal sealed record KerasClass(string Name, KerasRead Read)
{
    /// <summary>The class of cell that makes the same of an RNN layer; null where there is none.</summary>
    public string? Cell { get; init; }

    /// <summary>Whether it may stand in a TimeDistributed, since it treats each time step alike.</summary>
    public bool IsPerStep { get; init; }
}
