
namespace NanoBms.Models.Generation;

/// <summary>What one layer contributes to the generated model class.</summary>
internal sealed class LayerCode
{
    /// <summary>Field declarations.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Statements of the constructor.</summary>
    public List<string> Construction { get; } = [];

    /// <summary>Statements that put the layer's state back to its start.</summary>
    public List<string> Reset { get; } = [];

    /// <summary>Lines of private methods.</summary>
    public List<string> Methods { get; } = [];

    /// <summary>Statements of one run on the array {0} from index {1} on.</summary>
    public Func<string, string, IEnumerable<string>> Run { get; set; } = (_, _) => [];

    /// <summary>Name of the array that holds the output from index 0 on.</summary>
    public required string Output { get; init; }

    /// <summary>Values of the output.</summary>
    public required int Size { get; init; }
}
