using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors of weights in training on the validation cycles.</summary>
internal interface IValidation
{
    /// <summary>Estimates that are compared; 0: the cycles are too short.</summary>
    int Count { get; }

    /// <summary>Runs weights; with grids, activations are rounded to them and the weights are to be rounded ones.</summary>
    ErrorFigures Run(float[] parameters, FakeQuantization? quantization = null);
}
