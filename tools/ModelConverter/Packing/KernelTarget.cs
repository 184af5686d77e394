namespace NanoBms.ModelConverter.Packing;

/// <summary>Where the rows of a kernel go: requantisation, saturation and the statement that stores a result.</summary>
public interface IKernelTarget
{
    /// <summary>Requantiser of a row for a part.</summary>
    Requantizer Requantizer(int part, int row);

    /// <summary>True where all rows of a key share one requantiser; rows with equal keys share locals.</summary>
    int RequantizerKey(int part, int row);

    /// <summary>Range that a row's result of a part must be clamped to before it is added to others.</summary>
    (int Min, int Max) Clamp(int part, int row);

    /// <summary>C# of the statement that stores a row's result. <paramref name="adds"/>: to what an earlier method stored.</summary>
    string Store(int row, string value, bool adds);
}
