using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Readings;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>What a log's charge counters count.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="AhPerUnit">Ampere-hours of a counter's 1; below 0 for one that rises on discharge.</param>
/// <param name="OutAhPerUnit">The same for the counter of what went out.</param>
internal sealed record ChargeDecision(ChargeKind Kind, double AhPerUnit, double OutAhPerUnit)
{
    /// <summary>No counter.</summary>
    public static readonly ChargeDecision None = new(ChargeKind.None, 1, 1);

    /// <summary>Less charge than this says nothing, Ah.</summary>
    private const double EnoughAh = 0.002;

    /// <summary>A counter since full may have been begun a little early: this share of what it moved above 0.</summary>
    private const double AboveFull = 0.05;

    /// <summary>Decides.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="evidence">What the log shows.</param>
    /// <param name="ahPerFlow">Ampere-hours of the evidence's current x time.</param>
    /// <param name="sign">The current's sign.</param>
    /// <exception cref="UserError">A counter that the current contradicts.</exception>
    public static ChargeDecision Decide(string source, ColumnChoice columns, LogEvidence evidence, double ahPerFlow, SignDecision sign)
    {
        if (columns[Quantity.Charged] is { } into && columns[Quantity.Discharged] is { } outOf)
        {
            return evidence.Charged.IsCoarse && evidence.Discharged.IsCoarse
                ? None
                : new ChargeDecision(
                    ChargeKind.InAndOut,
                    CounterCheck.Scale(into, Quantity.Charged, evidence.Charged, ahPerFlow),
                    CounterCheck.Scale(outOf, Quantity.Discharged, evidence.Discharged, ahPerFlow));
        }

        if (columns[Quantity.Charge] is not { } column)
        {
            return None;
        }

        double scale = CounterCheck.Scale(column, Quantity.Charge, evidence.Charge, ahPerFlow);
        return sign.IsByMode
            ? evidence.Charge.IsCoarse ? None : new ChargeDecision(ChargeKind.Amount, scale, 0)
            : Both(source, columns.Form, column, evidence.Charge, scale, sign.Sign);
    }

    /// <summary>Charge that went in between two rows, Ah; NaN where the counters do not say.</summary>
    public double StepAh(in RawReading before, in RawReading now, double currentA)
    {
        switch (Kind)
        {
            case ChargeKind.Signed:
                return CounterEvidence.IsAnew(before.Charge, now.Charge) ? double.NaN : (now.Charge - before.Charge) * AhPerUnit;
            case ChargeKind.Amount:
                return CounterEvidence.IsAnew(before.Charge, now.Charge) || currentA == 0
                    ? double.NaN
                    : Math.Sign(currentA) * (now.Charge - before.Charge) * AhPerUnit;
            case ChargeKind.InAndOut:
                return CounterEvidence.IsAnew(before.Charged, now.Charged) || CounterEvidence.IsAnew(before.Discharged, now.Discharged)
                    ? double.NaN
                    : (now.Charged - before.Charged) * AhPerUnit - (now.Discharged - before.Discharged) * OutAhPerUnit;
            default:
                return double.NaN;
        }
    }

    /// <summary>A counter of both directions.</summary>
    private static ChargeDecision Both(
        string source, LogForm form, ChosenColumn column, CounterEvidence counter, double scale, CurrentSign sign)
    {
        (double whileCharging, double whileDischarging) = sign == CurrentSign.Negative
            ? (counter.WithPositive * scale, counter.WithNegative * scale)
            : (counter.WithNegative * scale, counter.WithPositive * scale);
        bool rises = whileCharging > EnoughAh, falls = whileDischarging < -EnoughAh;
        bool isTurned = whileCharging < -EnoughAh, isOut = whileDischarging > EnoughAh;
        if (form.KeepsChargeSinceFull && (isTurned || isOut))
        {
            throw new UserError(
                $"'{source}': the charge in column '{column.Heading.Text}' runs against the current; say the current's sign with "
                + "--discharge positive, or leave the column out with --columns charge=-.");
        }

        (double min, double max) = (counter.Range.Min * scale, counter.Range.Max * scale);
        if (form.KeepsChargeSinceFull && min <= 0 && max <= EnoughAh + AboveFull * (max - min))
        {
            return new ChargeDecision(ChargeKind.SinceFull, scale, 0);
        }

        return counter.IsCoarse ? None
            : isOut && rises ? new ChargeDecision(ChargeKind.Amount, scale, 0)
            : isOut || isTurned ? new ChargeDecision(ChargeKind.Signed, -scale, 0)
            : rises || falls ? new ChargeDecision(ChargeKind.Signed, scale, 0)
            : None;
    }
}
