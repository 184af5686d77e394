using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Options;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>One known log, written in every way that people and machines write logs, is read back to the same numbers.</summary>
public sealed class RenderingsPropertyTests
{
    private static readonly DateTime Start = new(2026, 2, 3, 23, 10, 0, DateTimeKind.Utc);
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(200);

    public enum TimeForm
    {
        Seconds, Milliseconds, Minutes, Hours, Days, EpochSeconds, EpochMilliseconds, ExcelDays, Clock, ClockBeyondADay, DaysAndClock,
        TimeOfDay, Iso, IsoZone, IsoSlashed, Dotted, DayFirst, MonthFirstAmPm, MonthNames, DateAndClockApart,
    }

    public enum Names
    {
        English, Bracketed, Slashed, German, UnitRow, Short,
    }

    private sealed record Rendering(
        char Delimiter, bool IsComma, TimeForm Time, Names Names, bool IsMilli, bool IsTurned, bool IsKelvin, string NewLine,
        Encoding Encoding, bool HasPreamble, bool IsNewestFirst);

    [Fact]
    public void All_renderings_of_a_log_are_read_to_the_same_numbers()
    {
        Gen<Rendering> renderings =
            from delimiter in Gen.Elements('\t', ';', ',', '|')
            from comma in Gen.Elements(true, false)
            from time in Gen.Elements(Enum.GetValues<TimeForm>())
            from names in Gen.Elements(Enum.GetValues<Names>())
            from milli in Gen.Elements(true, false)
            from turned in Gen.Elements(true, false)
            from kelvin in Gen.Elements(true, false)
            from newLine in Gen.Elements("\n", "\r\n", "\r")
            from encoding in Gen.Elements<Encoding>(
                new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode)
            from preamble in Gen.Elements(true, false)
            from newest in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Rendering(
                delimiter, comma && delimiter != ',', time, names, milli, turned, kelvin, newLine, encoding, preamble, newest);
        using var folder = new TemporaryFolder();
        Check.One(Many, Prop.ForAll(renderings.ToArbitrary(), rendering =>
        {
            string path = folder.Write("log.csv", [.. rendering.Encoding.GetPreamble(), .. rendering.Encoding.GetBytes(Render(rendering))]);
            var units = new Dictionary<Quantity, Unit>();
            if (rendering.Names is not (Names.Bracketed or Names.Slashed or Names.UnitRow))
            {
                // Nothing in such a file says these: the user does.
                Unit? unit = rendering.Time switch
                {
                    TimeForm.Milliseconds => UnitTable.Find(Quantity.Time, "ms"),
                    TimeForm.Minutes => UnitTable.Find(Quantity.Time, "min"),
                    TimeForm.Hours => UnitTable.Find(Quantity.Time, "h"),
                    TimeForm.Days => UnitTable.Find(Quantity.Time, "d"),
                    _ => null,
                };
                if (unit is not null)
                {
                    units[Quantity.Time] = unit;
                }

                if (rendering.IsMilli)
                {
                    units[Quantity.Current] = UnitTable.Find(Quantity.Current, "mA")!;
                }
            }

            KnownLog.AssertSame(LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh, Units = units }).Rows);
        }));
    }

    private static string Render(Rendering rendering)
    {
        var text = new StringBuilder();
        if (rendering.HasPreamble)
        {
            text.Append("Logger of a workshop").Append(rendering.NewLine).Append("Serial number: 4711").Append(rendering.NewLine)
                .Append(rendering.NewLine);
        }

        string[] headings = Headings(rendering);
        string delimiter = rendering.Delimiter.ToString();
        text.Append(string.Join(delimiter, headings)).Append(rendering.NewLine);
        if (rendering.Names == Names.UnitRow)
        {
            text.Append(string.Join(delimiter, UnitRow(rendering))).Append(rendering.NewLine);
        }

        // A time of day without its date, read backwards over midnight, tells nothing of its direction.
        bool isReversed = rendering.IsNewestFirst && rendering.Time != TimeForm.TimeOfDay;
        foreach (KnownLog.Row row in isReversed ? KnownLog.Rows.Reverse() : KnownLog.Rows)
        {
            double current = (rendering.IsTurned ? -1 : 1) * row.CurrentA * (rendering.IsMilli ? 1000 : 1);
            string[] cells =
            [
                .. Times(rendering, row),
                Number(rendering, row.VoltageV * (rendering.IsMilli ? 1000 : 1), rendering.IsMilli ? 2 : 5),
                Number(rendering, current == 0 ? 0 : current, rendering.IsMilli ? 2 : 5),
                Number(rendering, row.TemperatureC + (rendering.IsKelvin ? 273.15 : 0), 2),
            ];
            text.Append(string.Join(delimiter, cells)).Append(rendering.NewLine);
        }

        return text.ToString();
    }

    private static string[] Headings(Rendering rendering)
    {
        (string v, string i, string t) = (rendering.IsMilli ? "mV" : "V", rendering.IsMilli ? "mA" : "A", rendering.IsKelvin ? "K" : "°C");
        string unit = TimeUnit(rendering.Time);
        string[] rest = rendering.Names switch
        {
            Names.Bracketed => [$"Voltage ({v})", $"Current ({i})", $"Temperature ({t})"],
            Names.Slashed => [$"Cell Voltage / {v}", $"Cell Current / {i}", $"Cell Temperature / {t}"],
            Names.German => ["Spannung", "Strom", "Temperatur"],
            Names.Short => ["U", "I", "Temp"],
            _ => ["Voltage", "Current", "Temperature"],
        };
        if (rendering.Time == TimeForm.DateAndClockApart)
        {
            return [rendering.Names == Names.German ? "Datum" : "Date", rendering.Names == Names.German ? "Uhrzeit" : "Time", .. rest];
        }

        string time = rendering.Names switch
        {
            Names.Bracketed when unit.Length > 0 => $"Time ({unit})",
            Names.Slashed when unit.Length > 0 => $"Test Time / {unit}",
            Names.German => "Zeit",
            _ => "Time",
        };
        return [time, .. rest];
    }

    private static string[] UnitRow(Rendering rendering)
    {
        string[] rest = [rendering.IsMilli ? "[mV]" : "[V]", rendering.IsMilli ? "[mA]" : "[A]", rendering.IsKelvin ? "[K]" : "[degC]"];
        string unit = TimeUnit(rendering.Time) is { Length: > 0 } name ? $"[{name}]" : "";
        return rendering.Time == TimeForm.DateAndClockApart ? ["", "", .. rest] : [unit, .. rest];
    }

    private static string TimeUnit(TimeForm form) => form switch
    {
        TimeForm.Seconds or TimeForm.EpochSeconds => "s",
        TimeForm.Milliseconds or TimeForm.EpochMilliseconds => "ms",
        TimeForm.Minutes => "min",
        TimeForm.Hours => "h",
        TimeForm.Days or TimeForm.ExcelDays => "d",
        _ => "",
    };

    private static string[] Times(Rendering rendering, KnownLog.Row row)
    {
        DateTime date = Start.AddSeconds(row.TimeS);
        double s = row.TimeS, epoch = (date - DateTime.UnixEpoch).TotalSeconds;
        string Text(string format) => date.ToString(format, CultureInfo.InvariantCulture);
        static string Clock(double seconds) =>
            FormattableString.Invariant($"{(int)seconds / 3600}:{(int)seconds / 60 % 60:00}:{(int)seconds % 60:00}");
        return rendering.Time switch
        {
            TimeForm.Seconds => [Number(rendering, s, 1)],
            TimeForm.Milliseconds => [Number(rendering, s * 1000, 0)],
            TimeForm.Minutes => [Number(rendering, s / 60, 4)],
            TimeForm.Hours => [Number(rendering, s / 3600, 6)],
            TimeForm.Days => [Number(rendering, s / 86400, 8)],
            TimeForm.EpochSeconds => [Number(rendering, epoch, 0)],
            TimeForm.EpochMilliseconds => [Number(rendering, epoch * 1000, 0)],
            TimeForm.ExcelDays => [Number(rendering, 25569 + epoch / 86400, 7)],
            TimeForm.Clock => [Clock(s)],
            TimeForm.ClockBeyondADay => [Clock(s + 23.5 * 3600)],
            TimeForm.DaysAndClock => [FormattableString.Invariant($"{(int)(s + 84000) / 86400}d {Clock((s + 84000) % 86400)}")],
            TimeForm.TimeOfDay => [Text("HH:mm:ss")],
            TimeForm.Iso => [Text("yyyy-MM-dd HH:mm:ss")],
            TimeForm.IsoZone => [Text("yyyy-MM-ddTHH:mm:ss") + ".000+01:00"],
            TimeForm.IsoSlashed => [Text("yyyy'/'MM'/'dd HH:mm:ss") + ":000"],
            TimeForm.Dotted => [Text("dd.MM.yyyy HH:mm:ss")],
            TimeForm.DayFirst => [Text("dd'/'MM'/'yyyy HH:mm:ss")],
            TimeForm.MonthFirstAmPm => [Text("M'/'d'/'yyyy h:mm:ss tt")],
            TimeForm.MonthNames => [Text("dd-MMM-yy HH:mm:ss")],
            _ => [Text("dd.MM.yyyy"), Text("HH:mm:ss")],
        };
    }

    private static string Number(Rendering rendering, double value, int digits)
    {
        string text = value.ToString("F" + digits, CultureInfo.InvariantCulture);
        return rendering.IsComma ? text.Replace('.', ',') : text;
    }
}
