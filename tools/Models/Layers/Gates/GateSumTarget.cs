using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Gates;

/// <summary>
/// Where the rows of gates' matrices go in packed code: gate by gate into int arrays <c>sums0</c>, <c>sums1</c>.., the parts of a row each
/// clamped to int16.
/// </summary>
/// <param name="units">Rows of a gate.</param>
/// <param name="wide">int16 activations.</param>
/// <param name="factors">By part and gate: scale of the sums divided by the step of the results.</param>
internal sealed class GateSumTarget(int units, bool wide, params double[][] factors) : IKernelTarget
{
    private readonly Requantizer[][] requantizers =
        [.. factors.Select(part => part.Select(factor => new Requantizer(factor, wide, 0)).ToArray())];

    /// <summary>Name of the array of a gate.</summary>
    public static string Array(int gate) => $"sums{gate}";

    /// <summary>Parameters of methods that store there, and the arguments for them.</summary>
    public static (string Parameters, string Arguments) Arrays(int first, int count)
    {
        string[] names = [.. Enumerable.Range(first, count).Select(Array)];
        return (string.Join(", ", names.Select(name => $"int[] {name}")), string.Join(", ", names));
    }

    /// <summary>Number of the first gate's array.</summary>
    public int First { get; init; }

    public Requantizer Requantizer(int part, int row) => requantizers[part][row / units];

    public int RequantizerKey(int part, int row) => row / units;

    public (int Min, int Max) Clamp(int part, int row) => (short.MinValue, short.MaxValue);

    public IEnumerable<string> Store(int row, string value) => [$"{Array(First + (row / units))}[{row % units}] = (int){value};"];
}
