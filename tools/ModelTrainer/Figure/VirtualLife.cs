using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>What the battery of a life is, beside the one that was described.</summary>
internal enum LifeBattery
{
    /// <summary>The same.</summary>
    Own,

    /// <summary>Of another chemistry.</summary>
    OtherChemistry,

    /// <summary>Of the same chemistry and another capacity.</summary>
    OtherCapacity,
}

/// <summary>Some hours of a virtual cell, as a recording of it would be.</summary>
/// <param name="Kind">What they are of.</param>
/// <param name="Battery">What battery it is.</param>
/// <param name="Cycle">The recording.</param>
internal sealed record VirtualLife(string Kind, LifeBattery Battery, Cycle Cycle)
{
    private const double QuietRate = 0.01;

    /// <summary>Whether the battery is the described one, so that nothing is to be named.</summary>
    public bool IsOwn => Battery == LifeBattery.Own;

    /// <summary>Records a cell.</summary>
    /// <param name="kind">What it is of.</param>
    /// <param name="battery">What battery it is.</param>
    /// <param name="name">Which of the kind.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="capacityAh">What it holds, ampere-hours.</param>
    /// <param name="seconds">For how long at most.</param>
    /// <param name="ends">Whether it ends with a sample.</param>
    public static VirtualLife Record(
        string kind, LifeBattery battery, string name, ICellSource cell, double capacityAh, int seconds,
        Func<CellSample, bool>? ends = null)
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
        return new VirtualLife(kind, battery, cycle);
    }

    /// <summary>The same life of a battery that holds so many times as much: its currents are as many times as large.</summary>
    public VirtualLife Times(float share) => this with
    {
        Cycle = Cycle with
        {
            CurrentA = [.. Cycle.CurrentA.Select(ampere => share * ampere)],
            ChargeAh = [.. Cycle.ChargeAh.Select(hours => share * hours)],
            CapacityAh = share * Cycle.CapacityAh,
        },
    };

    /// <summary>Minutes of use in the first so many minutes: those in which a current flowed, at least a minute.</summary>
    public int MinutesOfUse(int minutes)
    {
        int seconds = Cycle.CurrentA.Take(60 * minutes).Count(ampere => Math.Abs(ampere) > QuietRate * Cycle.CapacityAh!.Value);
        return Math.Max(1, (seconds + 59) / 60);
    }
}
