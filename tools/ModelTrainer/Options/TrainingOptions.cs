using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Options;

/// <summary>How to train. The defaults are what the committed models were trained with, chosen on the validation cycles.</summary>
public sealed record TrainingOptions
{
    /// <summary>Units of each LSTM layer.</summary>
    public IReadOnlyList<int> LstmUnits { get; init; } = [128, 64];

    /// <summary>Units of each hidden dense layer (relu).</summary>
    public IReadOnlyList<int> DenseUnits { get; init; } = [32];

    /// <summary>Training steps.</summary>
    public int Steps { get; init; } = 8000;

    /// <summary>Steps after them with weights and activations rounded as int8 has them; 0: none.</summary>
    public int QuantizationSteps { get; init; }

    /// <summary>Networks trained from different seeds, the best of which on the validation cycles is kept.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Checks on the validation cycles without a better one after which training ends early; 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>Share of each LSTM's outputs that a step leaves out, 0..0.9.</summary>
    public float Dropout { get; init; }

    /// <summary>Steps from one check on the validation cycles to the next.</summary>
    public int ValidateEvery { get; init; } = 1000;

    /// <summary>Steps in time that gradients go back over in a streaming model; its state is carried on beyond them.</summary>
    public int SequenceSteps { get; init; } = 64;

    /// <summary>Windows, or sequences of a streaming model, a step; a multiple of 64.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Highest learning rate.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Share of the learning rate by which weights decay each step (AdamW).</summary>
    public float WeightDecay { get; init; } = 0.1f;

    /// <summary>Steps until the learning rate is reached; after them it falls as a half cosine.</summary>
    public int WarmUpSteps { get; init; } = 200;

    /// <summary>Gradients are scaled down to this norm.</summary>
    public float GradientNorm { get; init; } = 1f;

    /// <summary>Errors of SOC (0..1) above this count linearly instead of squared.</summary>
    public float HuberDelta { get; init; } = 0.05f;

    /// <summary>Decay of the running average of the weights, which is what training gives.</summary>
    public float AverageDecay { get; init; } = 0.998f;

    /// <summary>Copies of each training cycle, each with sensor errors and cold starts of its own.</summary>
    public int Copies { get; init; } = 8;

    /// <summary>Factor on the sensor errors; 0: none.</summary>
    public float SensorErrorScale { get; init; } = 1f;

    /// <summary>
    /// Share of the windows or sequences that come from the virtual cell, which also rests and charges, with drifting ambient; 0: none.
    /// </summary>
    public float VirtualShare { get; init; }

    /// <summary>
    /// Share of those that may be like recorded drives, but for the drifting ambient temperature; the others are rests, charges and what
    /// follows them.
    /// </summary>
    public float VirtualDriveShare { get; init; }

    /// <summary>Lives of the virtual cell that they are drawn from.</summary>
    public int VirtualLives { get; init; } = 32;

    /// <summary>
    /// How much driving, resting and charging count among what is recorded, in training and in choosing; null: as often as they occur.
    /// </summary>
    public PhaseWeights? PhaseWeights { get; init; }

    /// <summary>The virtual cell; null: the one that the project ships.</summary>
    public CellParameters? VirtualCell { get; init; }

    /// <summary>Seed of all randomness, the first of <see cref="Seeds"/>: the same seed on the same machine gives the same model.</summary>
    public int Seed { get; init; } = 1;
}
