using System.Globalization;
using System.Text;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>A <see cref="LifeAssessment"/> as Markdown tables, for cards and reports.</summary>
public static class LifeTables
{
    /// <summary>Errors by phase and temperature, with sensor errors, from cold starts and on charges at other currents.</summary>
    public static string Markdown(LifeAssessment life)
    {
        var text = new StringBuilder();
        text.Append("An estimate every 15 s, as the device makes them.\n\n").Append(ErrorTable.Markdown(life.Phases, "phase, folder"));
        text.Append("\nThe same cycles with sensors that are wrong throughout:\n\n").Append(ErrorTable.Markdown(life.Sensors, "sensors"));
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nFrom {ColdStarts.PerCycle} power-ups at random times of each, with no history: first minute from the first estimate on, "
                + $"and sixth minute after power-up.\n\n| cycles | first minute: MAE % | max % | after 5 minutes: MAE % | max % |\n"
                + $"|---|---:|---:|---:|---:|\n");
        foreach (IGrouping<string, ColdStartErrors> group in life.ColdStarts.GroupBy(errors => errors.Cycle.Group))
        {
            Append(text, $"all of {group.Key}", group);
        }

        Append(text, "all", life.ColdStarts);
        if (life.ChargeCurrents.Count > 0)
        {
            text.Append(
                "\nCharges of the virtual cell at currents that were not recorded, after a discharge at C/3 and a rest; a circuit that "
                    + "follows the recordings within some ten millivolts, so what to expect, no proof:\n\n");
            text.Append(ErrorTable.Markdown(life.ChargeCurrents, "charge"));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, IEnumerable<ColdStartErrors> errors)
    {
        ErrorSum first = new(), later = new();
        foreach (ColdStartErrors error in errors)
        {
            first.Add(error.FirstMinute);
            later.Add(error.AfterFiveMinutes);
        }

        ErrorFigures f = first.Figures, l = later.Figures;
        if (f.Count > 0 && l.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {f.MeanAbsolutePercent:F2} | {f.MaximumPercent:F2} | {l.MeanAbsolutePercent:F2} | {l.MaximumPercent:F2} |\n");
        }
    }
}
