using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;

namespace NanoBms.NaiveKernel;

/// <summary>Makes naive models, for callers that know nothing of what a model is made of.</summary>
public static class NaiveModels
{
    /// <summary>Whether a network has only layers that the baseline is written for.</summary>
    public static bool Supports(QuantizedNetwork network) =>
        network.Layers.All(layer => layer is QuantizedLstm or QuantizedDense or QuantizedFlatten);

    /// <summary>The model of a quantised .tflite file; for callers that can pass nothing but plain values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="streaming">One time step a call, state kept between calls, whatever the file says.</param>
    public static NaiveModel Load(string path, bool streaming)
    {
        QuantizedNetwork network = TfliteReader.Read(path).Quantized
            ?? throw new UserError($"'{path}' is a float model; quantise it first.");
        return new NaiveModel(streaming ? network with { TimeSteps = 1, Stateful = true } : network);
    }

    /// <summary>One that is to be timed.</summary>
    public static ModelRun Run(QuantizedNetwork network) => new(new NaiveModel(network));
}
