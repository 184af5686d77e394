using NanoBms.Cells.Chemistry;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>A network that a new cell's model may be.</summary>
/// <param name="Word">Its name on the command line.</param>
/// <param name="IsStreaming">Whether it carries its state from sample to sample.</param>
/// <param name="Window">Samples of a window; 1 for a streaming one.</param>
/// <param name="Options">Sizes and settings of its training.</param>
internal sealed record NetworkKind(string Word, bool IsStreaming, int Window, TrainingOptions Options)
{
    private const double EnoughHours = 50, MinSlopeV = 0.1, FlatFrom = 0.2, FlatTo = 0.9;

    /// <summary>Those there are.</summary>
    public static IReadOnlyList<NetworkKind> All { get; } =
    [
        new("stream", true, 1, new TrainingOptions
        {
            LstmUnits = [64], DenseUnits = [16], BatchSize = 128, SequenceSteps = 64, Steps = 5000, LearningRate = 2e-3f,
                WeightDecay = 0.05f,
        }),
        new("small", false, 10, new TrainingOptions { LstmUnits = [32, 16], DenseUnits = [16], BatchSize = 256, Steps = 6000,
            Copies = 4 }),
        new("large", false, 10, new TrainingOptions
        {
            LstmUnits = [128, 64], DenseUnits = [32], BatchSize = 256, Steps = 5000, Copies = 4,
        }),
    ];

    /// <summary>Time between two samples, milliseconds.</summary>
    public int SamplePeriodMs => 1000;

    /// <summary>
    /// The kind that a user gets who names none: <c>large</c> for fifty hours of logs and more, which errs a fifth less on validation
    /// cycles than <c>stream</c>; not where the voltage is flat, since what went before tells more there than a window does.
    /// </summary>
    /// <param name="preset">The chemistry.</param>
    /// <param name="hours">Hours of logs to learn from; 0 without logs.</param>
    public static NetworkKind Usual(ChemistryPreset preset, double hours) =>
        Of(hours >= EnoughHours && SlopeV(preset) >= MinSlopeV ? "large" : "stream");

    /// <summary>The kind of a word.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static NetworkKind Of(string word) => All.FirstOrDefault(kind => kind.Word == word)
        ?? throw new UserError($"--network '{word}' is not one of {string.Join(", ", All.Select(kind => kind.Word))}.");

    /// <summary>Rise of the open-circuit voltage from a fifth to nine tenths of the charge, volts; mean of the curves.</summary>
    private static double SlopeV(ChemistryPreset preset) => preset.Curves.Average(curve =>
        OpenCircuitTable.Interpolate(preset.SocKnots, curve.OpenCircuitV, FlatTo)
        - OpenCircuitTable.Interpolate(preset.SocKnots, curve.OpenCircuitV, FlatFrom));
}
