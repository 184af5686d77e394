namespace NanoBms.Models.Generation.Source;

/// <summary>What one layer contributes to the generated model class.</summary>
internal sealed class LayerCode
{
    /// <summary>Arrays that are needed while the layer runs and hold nothing afterwards: layers that name the same share it.</summary>
    public List<ScratchArray> Scratch { get; } = [];

    /// <summary>Field declarations.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Statements of the constructor.</summary>
    public List<string> Construction { get; } = [];

    /// <summary>Statements that put the layer's state back to its start.</summary>
    public List<string> Reset { get; } = [];

    /// <summary>Lines of private methods.</summary>
    public List<string> Methods { get; } = [];

    /// <summary>Statements of one run on an array (the first argument) from an index (the second) on.</summary>
    public Func<string, string, IEnumerable<string>> Run { get; set; } = (_, _) => [];

    /// <summary>
    /// Whether it reads a whole sequence: <see cref="Run"/> is given the array of all time steps, and the number of one instead of an
    /// index.
    /// </summary>
    public bool ReadsSequence { get; init; }

    /// <summary>Statements behind the last time step of a layer that makes one vector of a sequence.</summary>
    public List<string> Finish { get; } = [];

    /// <summary>Name of the array that holds the output from index 0 on.</summary>
    public required string Output { get; init; }

    /// <summary>Values of the output.</summary>
    public required int Size { get; init; }

    /// <summary>Adds the statements that fill the output array, as a state, with its start value.</summary>
    public void ResetOutputTo(int value) => Reset.AddRange(
        [$"for (int u = 0; u < {Size}; u++)", "{", $"    {Output}[u] = {value};", "}", ""]);
}

/// <summary>An array that layers share.</summary>
/// <param name="Type">Type of its values.</param>
/// <param name="Name">Name of its field.</param>
/// <param name="Size">Values that the layer needs; the field has as many as the layer that needs most.</param>
internal sealed record ScratchArray(string Type, string Name, int Size);
