using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Which sign of the current discharges.</summary>
/// <param name="Sign">The sign.</param>
/// <param name="IsByMode">Whether the current has no sign, and the mode's column gives it.</param>
/// <param name="Certainty">How it is known.</param>
internal sealed record SignDecision(CurrentSign Sign, bool IsByMode, Certainty Certainty)
{
    private const int Contradiction = 9;

    /// <summary>In less time no charge moves a cell's voltage by more than noise does.</summary>
    private const double EnoughS = 600;

    /// <summary>For the sentence: "discharge negative".</summary>
    public string Sentence => (IsByMode, Sign, Certainty) switch
    {
        (true, _, _) => "sign of the current by its mode",
        (_, CurrentSign.Positive, _) => "discharge positive, turned round",
        (_, _, Certainty.Assumed) => "discharge negative (assumed)",
        _ => "discharge negative",
    };

    /// <summary>Decides.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="form">The maker's form.</param>
    /// <param name="evidence">What the log shows.</param>
    /// <param name="durationS">How long it is.</param>
    /// <param name="hasBothWays">Whether what flows in and what flows out have columns of their own, which say the sign.</param>
    /// <param name="options">What the user said.</param>
    /// <exception cref="UserError">Where what the log shows contradicts itself or shows nothing.</exception>
    public static SignDecision Decide(
        string source, LogForm form, LogEvidence evidence, double durationS, bool hasBothWays, ImportOptions options)
    {
        bool hasNoSign = evidence.Current.Min >= 0 && evidence.WhileDischarging.Positive > 0;
        if (options.Discharge is { } given)
        {
            return new SignDecision(given, IsByMode: false, Certainty.Given);
        }

        if (hasNoSign)
        {
            return new SignDecision(CurrentSign.Negative, IsByMode: true, Certainty.Shown);
        }

        bool isMakersNegative = form.Discharge == "negative";

        // +1 for "negative currents discharge".
        int said = Agree(Agree(ByMode(evidence), ByCounters(evidence)), hasBothWays ? 1 : 0), shown =
            Agree(evidence.Sign.Decide(durationS > EnoughS, isMakersNegative), BySoc(evidence));
        int sign = Agree(said, shown);
        if (sign == Contradiction)
        {
            throw new UserError(
                $"'{source}': the sign of the current contradicts the rest of the log (its voltage, state of charge, counters or mode); "
                + "say which sign discharges with --discharge negative or --discharge positive.");
        }

        if (sign != 0)
        {
            return new SignDecision(sign > 0 ? CurrentSign.Negative : CurrentSign.Positive, IsByMode: false, Certainty.Shown);
        }

        if (isMakersNegative || evidence.Current.Max <= 0)
        {
            return new SignDecision(CurrentSign.Negative, IsByMode: false, isMakersNegative ? Certainty.Maker : Certainty.Assumed);
        }

        string orMode = evidence.Current.Min >= 0
            ? " if it does one alone; if it does both, name the column that says which with --columns mode=NAME" : "";
        throw new UserError(
            $"'{source}': nothing in the log shows whether a positive current discharges or charges; say it with --discharge negative or "
                + $"--discharge positive{orMode}.");
    }

    private static int Agree(int a, int b) =>
        a == Contradiction || b == Contradiction || (a != 0 && b != 0 && a != b) ? Contradiction : a != 0 ? a : b;

    private static int ByMode(LogEvidence evidence)
    {
        long negative = evidence.WhileDischarging.Negative + evidence.WhileCharging.Positive;
        long positive = evidence.WhileDischarging.Positive + evidence.WhileCharging.Negative;
        return negative > 4 * positive ? 1 : positive > 4 * negative ? -1 : 0;
    }

    private static int ByCounters(LogEvidence evidence)
    {
        double negative = evidence.Charged.WithPositive + evidence.Discharged.WithNegative;
        double positive = evidence.Charged.WithNegative + evidence.Discharged.WithPositive;
        return negative > 4 * Math.Abs(positive) ? 1 : positive > 4 * Math.Abs(negative) ? -1 : 0;
    }

    /// <summary>The state of charge rises while a current charges.</summary>
    private static int BySoc(LogEvidence evidence)
    {
        const double enoughPercent = 0.5;
        double with = evidence.SocAgainstCurrent.WithPositive - evidence.SocAgainstCurrent.WithNegative;
        double moved = Math.Abs(evidence.SocAgainstCurrent.WithPositive) + Math.Abs(evidence.SocAgainstCurrent.WithNegative);
        return moved > enoughPercent && Math.Abs(with) > 0.6 * moved ? Math.Sign(with) : 0;
    }
}
