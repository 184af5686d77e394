
namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// An LSTM stack with dense layers on its last time step, or, streaming, on each: the sizes, and where each tensor lies in the flat
/// parameters.
/// </summary>
internal sealed class NetworkShape
{
    /// <param name="features">Values of one time step.</param>
    /// <param name="window">Time steps of a pass: the window, or, streaming, the steps that gradients go back over.</param>
    /// <param name="lstmUnits">Units of each LSTM, first to last.</param>
    /// <param name="denseUnits">Units of each hidden dense layer (relu); the output layer of one unit follows by itself.</param>
    /// <param name="streaming">Whether the state is carried from pass to pass and each step has an output.</param>
    public NetworkShape(int features, int window, IReadOnlyList<int> lstmUnits, IReadOnlyList<int> denseUnits, bool streaming = false)
    {
        IsStreaming = streaming;
        Features = features;
        Window = window;
        int offset = 0, size = features;
        foreach (int units in lstmUnits)
        {
            Lstm.Add(new LstmPlace(size, units, offset));
            offset = Lstm[^1].End;
            size = units;
        }

        foreach (int units in denseUnits.Append(1))
        {
            Dense.Add(new DensePlace(size, units, offset, Relu: Dense.Count < denseUnits.Count));
            offset = Dense[^1].End;
            size = units;
        }

        ParameterCount = offset;
    }

    public int Features { get; }

    public int Window { get; }

    /// <summary>Whether the state is carried from pass to pass and each step has an output.</summary>
    public bool IsStreaming { get; }

    /// <summary>Steps of a pass that have an output: all, or the last.</summary>
    public int OutputSteps => IsStreaming ? Window : 1;

    public List<LstmPlace> Lstm { get; } = [];

    public List<DensePlace> Dense { get; } = [];

    public int ParameterCount { get; }
}

/// <summary>
/// An LSTM's tensors: kernel [4U, I], recurrent kernel [4U, U], bias [4U]; gates in the order input, forget, cell, output.
/// </summary>
internal sealed record LstmPlace(int InputSize, int Units, int Start)
{
    public Range Kernel => Start..(Start + 4 * Units * InputSize);

    public Range Recurrent => Kernel.End.Value..(Kernel.End.Value + 4 * Units * Units);

    public Range Bias => Recurrent.End.Value..(Recurrent.End.Value + 4 * Units);

    public int End => Bias.End.Value;
}

/// <summary>A dense layer's tensors: kernel [U, I], bias [U].</summary>
internal sealed record DensePlace(int InputSize, int Units, int Start, bool Relu)
{
    public Range Kernel => Start..(Start + Units * InputSize);

    public Range Bias => Kernel.End.Value..(Kernel.End.Value + Units);

    public int End => Bias.End.Value;
}
