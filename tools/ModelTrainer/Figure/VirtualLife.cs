using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>Some hours of a virtual cell, as a recording of it would be.</summary>
/// <param name="Kind">What they are of.</param>
/// <param name="IsOwn">Whether the cell is of the model's kind, so that nothing is to be named.</param>
/// <param name="Cycle">The recording.</param>
internal sealed record VirtualLife(string Kind, bool IsOwn, Cycle Cycle)
{
    private const double QuietRate = 0.01;

    /// <summary>Records a cell.</summary>
    /// <param name="kind">What it is of.</param>
    /// <param name="isOwn">Whether it is of the model's kind.</param>
    /// <param name="name">Which of the kind.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="capacityAh">What it holds, ampere-hours.</param>
    /// <param name="seconds">For how long at most.</param>
    /// <param name="ends">Whether it ends with a sample.</param>
    public static VirtualLife Record(
        string kind, bool isOwn, string name, ICellSource cell, double capacityAh, int seconds, Func<CellSample, bool>? ends = null)
    {
        List<double> timeS = [], chargeAh = [];
        List<float> voltageV = [], currentA = [], temperatureC = [];
        while (timeS.Count < seconds && cell.TryAdvance(out CellSample sample))
        {
            timeS.Add(timeS.Count);
            voltageV.Add((float)sample.VoltageV);
            currentA.Add((float)sample.CurrentA);
            temperatureC.Add((float)sample.TemperatureC);
            chargeAh.Add((sample.SocPercent / 100 - 1) * capacityAh);
            if (ends?.Invoke(sample) == true)
            {
                break;
            }
        }

        var cycle = new Cycle(
            name, kind, name, [.. timeS], [.. voltageV], [.. currentA], [.. temperatureC], [.. chargeAh])
        {
            CapacityAh = (float)capacityAh,
        };
        return new VirtualLife(kind, isOwn, cycle);
    }

    /// <summary>Minutes of use in the first so many minutes: those in which a current flowed, at least a minute.</summary>
    public int MinutesOfUse(int minutes)
    {
        int seconds = Cycle.CurrentA.Take(60 * minutes).Count(ampere => Math.Abs(ampere) > QuietRate * Cycle.CapacityAh!.Value);
        return Math.Max(1, (seconds + 59) / 60);
    }
}
