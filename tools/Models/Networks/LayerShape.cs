namespace NanoBms.Models.Networks;

/// <summary>Values between two layers: [time steps, values of one step], row-major.</summary>
/// <param name="Steps">Time steps.</param>
/// <param name="Size">Values of one time step.</param>
public readonly record struct LayerShape(int Steps, int Size)
{
    /// <summary>Values of all time steps.</summary>
    public int Count => Steps * Size;
}
