
namespace NanoBms.Models.Generation;

/// <summary>How weights are stored on the device.</summary>
public enum WeightLayout
{
    /// <summary>As constants in straight-line code: no heap, fastest.</summary>
    Packed,

    /// <summary>As C# arrays, copied to the heap at start-up: for small models and boards with PSRAM.</summary>
    Arrays,
}

/// <summary>C# made of a model.</summary>
/// <param name="Main">Source of the class GeneratedModel.</param>
/// <param name="Parts">Source of each part assembly, in order.</param>
public sealed record GeneratedCode(string Main, IReadOnlyList<string> Parts)
{
    /// <summary>Bytes of each part as the generator counts them: about those of its IL, or those of its arrays.</summary>
    public IReadOnlyList<int> PartBytes { get; init; } = [];
}
