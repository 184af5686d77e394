using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Tables;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Readings;

/// <summary>Finds out which column holds the time and how it is written there.</summary>
internal static class TimeFinder
{
    private const double MostOf = 0.8;

    /// <summary>Finds the time.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="choice">The columns.</param>
    /// <param name="sample">The first rows.</param>
    /// <param name="sign">Decimal sign.</param>
    /// <exception cref="UserError">No column with times.</exception>
    public static TimeColumn Find(string source, ColumnChoice choice, HeadSample sample, DecimalSign sign)
    {
        IReadOnlyList<ChosenColumn> candidates = choice.Candidates(Quantity.Time);
        Look[] looks = [.. candidates.Select(column => Look.At(sample.Column(column.Index), sign))];
        if (choice[Quantity.Date] is { } date)
        {
            candidates = [.. candidates, date];
            looks = [.. looks, Look.At(sample.Column(date.Index), sign)];
        }

        int main = Array.FindIndex(looks, look => look.Kind is not null);
        if (main < 0)
        {
            if (candidates.Count == 0)
            {
                throw new UserError($"'{source}' has no column for the time; name it with --columns time=NAME.");
            }

            string text = sample.Column(candidates[0].Index).FirstOrDefault(cell => !cell.IsBlank).Text;
            throw new UserError($"'{source}': '{text}' in column '{candidates[0].Heading.Text}' " + (IsWithoutHours(text)
                ? "are minutes and seconds without the hours, as a spreadsheet shows and saves a time; have it show h:mm:ss and save it "
                    + "again."
                : "is neither a number nor a time nor a date; name the time's column with --columns time=NAME."));
        }

        ChosenColumn column = candidates[main];
        int dateAlone = Array.FindIndex(looks, look => look.Kind == TimeKind.Date && !look.HasClock);
        int clock = Array.FindIndex(looks, look => look.Kind == TimeKind.Clock);
        if (dateAlone >= 0 && clock >= 0 && (main == dateAlone || main == clock))
        {
            return new TimeColumn(TimeKind.DateAndClock, candidates[clock], candidates[dateAlone].Index, UnitTable.Second, -1,
                HasZone: false, looks[dateAlone].IsDotted);
        }

        Look look = looks[main];
        int wall = Array.FindIndex(looks, other => other.Kind == TimeKind.Date && other.HasClock);
        return look.Kind switch
        {
            TimeKind.Number => new TimeColumn(
                TimeKind.Number, column, -1, column.Unit, column.Unit is null && wall >= 0 ? candidates[wall].Index : -1, HasZone: true,
                IsDotted: false),
            TimeKind.Clock =>
                new TimeColumn(TimeKind.Clock, column, -1, TwoPart(source, column, look), -1, HasZone: false, IsDotted: false),
            _ => new TimeColumn(TimeKind.Date, column, -1, UnitTable.Second, -1, look.HasZone, look.IsDotted),
        };
    }

    /// <summary>"59:30.0": what is left of 1:59:30.</summary>
    private static bool IsWithoutHours(string text) => text.Split(':') is [{ Length: 2 } minutes, { Length: > 2 } seconds]
        && minutes.All(char.IsAsciiDigit) && seconds.All(letter => char.IsAsciiDigit(letter) || letter is '.' or ',');

    /// <summary>"12:05" is hours and minutes, or minutes and seconds: hours beyond 23 are minutes, else the user says it.</summary>
    private static Unit TwoPart(string source, ChosenColumn column, Look look)
    {
        if (!look.IsTwoPart)
        {
            return UnitTable.Second;
        }

        if (column.Unit is { Name: "h:min" or "min:s" } given)
        {
            return given;
        }

        return look.MaxFirstField > 23
            ? UnitTable.Named(Quantity.Time, "min:s")
            : throw new UserError(
                $"'{source}': times such as '{look.Example}' in column '{column.Heading.Text}' may be hours and minutes or minutes and "
                + "seconds; say it with --units time=h:min or time=min:s.");
    }

    /// <summary>What the cells of a column look like.</summary>
    private sealed record Look(TimeKind? Kind, bool HasClock, bool HasZone, bool IsDotted, bool IsTwoPart, double MaxFirstField,
        string Example)
    {
        public static Look At(IEnumerable<Cell> cells, DecimalSign sign)
        {
            int all = 0, numbers = 0, compact = 0, clocks = 0, twoParts = 0, dates = 0, withClock = 0, zones = 0, dotted = 0;
            double first = 0;
            string example = "";
            foreach (Cell cell in cells.Where(cell => !cell.IsBlank))
            {
                all++;
                if (cell.IsNumber)
                {
                    numbers++;
                    continue;
                }

                string text = cell.Text;
                if (NumberText.TryRead(text, sign, out _, out ReadOnlySpan<char> unit)
                    && (unit.Length == 0 || UnitTable.Find(Quantity.Time, unit.ToString()) is not null))
                {
                    numbers++;
                    compact += text.Trim() is { Length: 14 } digits && digits.All(char.IsAsciiDigit) && digits[..2] is "19" or "20" ? 1 : 0;
                }
                else if (ClockText.TryRead(text, out double seconds, out bool twoPart))
                {
                    clocks++;
                    twoParts += twoPart ? 1 : 0;
                    first = Math.Max(first, Math.Floor(seconds / 3600));
                    example = text;
                }
                else if (DateText.TryRead(text, out DateReading date))
                {
                    dates++;
                    withClock += date.HasClock ? 1 : 0;
                    zones += date.HasZone ? 1 : 0;
                    dotted += date.IsDotted ? 1 : 0;
                }
            }

            bool Most(int count) => count > 0 && count >= MostOf * all;
            TimeKind? kind = Most(compact) ? TimeKind.Date
                : Most(numbers) ? TimeKind.Number : Most(clocks) ? TimeKind.Clock : Most(dates) ? TimeKind.Date : null;
            return new Look(kind, withClock > 0 || compact > 0, zones > 0, dotted > 0, twoParts > clocks / 2, first, example);
        }
    }
}
