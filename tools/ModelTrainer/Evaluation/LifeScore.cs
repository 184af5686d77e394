using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// One figure to choose a model by, on validation cycles alone: mean absolute errors of the int8 form, percent, weighted by the time that a
/// user spends with each and by how much hangs on it.
/// </summary>
/// <param name="Driving">While driven, the mean over the folders (temperatures).</param>
/// <param name="Resting">At rest, likewise.</param>
/// <param name="Charging">While charged, likewise.</param>
/// <param name="Sensors">Over all with wrong sensors, the mean over the boards.</param>
/// <param name="ColdStart">In the sixth minute after power-up anywhere.</param>
/// <param name="Currents">On charges of the virtual cell at other currents; 0 where it was not tried.</param>
public sealed record LifeScore(double Driving, double Resting, double Charging, double Sensors, double ColdStart, double Currents)
{
    /// <summary>The weighted mean, percent: lower is better.</summary>
    public double Percent => 0.4 * Driving + 0.1 * Resting + 0.2 * Charging + 0.15 * Sensors + 0.1 * ColdStart + 0.05 * Currents;

    /// <summary>The score of an assessment.</summary>
    public static LifeScore Of(LifeAssessment life)
    {
        double Mean(int phase) => life.Phases
            .Where(row => row.Name.StartsWith(CyclePhases.Names[phase] + ", ", StringComparison.Ordinal)
                && !row.Name.EndsWith(", all", StringComparison.Ordinal))
            .Select(row => row.Int8.MeanAbsolutePercent).DefaultIfEmpty(0).Average();
        return new LifeScore(
            Mean(0), Mean(1), Mean(2), life.Sensors.Average(row => row.Int8.MeanAbsolutePercent), life.ColdStartPercent().AfterFiveMinutes,
            life.ChargeCurrents.Count > 0 ? life.ChargeCurrents[^1].Int8.MeanAbsolutePercent : 0);
    }
}
