
namespace NanoBms.Models.Packing;

/// <summary>Where the rows of a kernel go: requantisation, saturation and the statements that store a result.</summary>
public interface IKernelTarget
{
    /// <summary>Requantiser of a row for a part.</summary>
    Requantizer Requantizer(int part, int row);

    /// <summary>True where all rows of a key share one requantiser; rows with equal keys share locals.</summary>
    int RequantizerKey(int part, int row);

    /// <summary>Range that a row's result of a part must be clamped to before it is added to others.</summary>
    (int Min, int Max) Clamp(int part, int row);

    /// <summary>C# that stores a row's result, the sum of all parts'.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">C# of a number, int or long; the int local <c>s</c> may be overwritten.</param>
    IEnumerable<string> Store(int row, string value);
}
