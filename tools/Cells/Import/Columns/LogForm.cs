using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace NanoBms.Cells.Import.Columns;

/// <summary>What one maker calls the columns of his exports, read from a table of this folder.</summary>
internal sealed class LogForm
{
    private readonly (Quantity Quantity, NamePattern Name, string Unit)[] entries;
    private readonly Mark[][] marks;

    private LogForm(string maker, string source, string discharge, bool keepsChargeSinceFull, Mark[][] marks,
        (Quantity, NamePattern, string)[] entries)
    {
        Maker = maker;
        Source = source;
        Discharge = discharge;
        KeepsChargeSinceFull = keepsChargeSinceFull;
        this.marks = marks;
        this.entries = entries;
    }

    /// <summary>Maker and kind of the export.</summary>
    public string Maker { get; }

    /// <summary>Where the names are from.</summary>
    public string Source { get; }

    /// <summary>The maker's sign of a discharge, for the document: "negative", or in words.</summary>
    public string Discharge { get; }

    /// <summary>Whether the charge's column is that since full: 0 at the top, less below.</summary>
    public bool KeepsChargeSinceFull { get; }

    /// <summary>Whether the form is for logs of no known maker.</summary>
    public bool IsGeneric => marks.Length == 0;

    /// <summary>Names of a quantity's column in the maker's spelling, the best first.</summary>
    public IEnumerable<(NamePattern Name, string Unit)> Names(Quantity quantity) =>
        entries.Where(entry => entry.Quantity == quantity).Select(entry => (entry.Name, entry.Unit));

    /// <summary>Whether headings are this maker's: of each group of marks one is there.</summary>
    public bool Fits(IReadOnlyList<Heading> headings) => Array.TrueForAll(
        marks,
        group => Array.Exists(group, mark => headings.Any(mark.Fits)));

    /// <summary>Reads a table: lines "# key: value", then quantity, heading, unit.</summary>
    /// <exception cref="InvalidDataException">A table that a developer wrote wrongly.</exception>
    public static LogForm Read(TextReader reader)
    {
        string Key(string key)
        {
            string line = reader.ReadLine() ?? "";
            return line.StartsWith($"# {key}:", StringComparison.Ordinal)
                ? line[(key.Length + 3)..].Trim()
                : throw new InvalidDataException($"'{line}' stands where '# {key}:' is to be.");
        }

        string maker = Key("maker"), marks = Key("marks"), source = Key("source"), discharge = Key("discharge"), charge = Key("charge");
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        csv.ReadHeader();
        var entries = new List<(Quantity, NamePattern, string)>();
        while (csv.Read())
        {
            Quantity quantity = QuantityNames.Find(csv.GetField("quantity")!)
                ?? throw new InvalidDataException($"'{csv.GetField("quantity")}' is no quantity.");
            entries.Add((quantity, new NamePattern(csv.GetField("heading")!), csv.GetField("unit")!));
        }

        const StringSplitOptions clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        Mark[][] groups = [.. marks.Split(';', clean).Select(group => group.Split('|', clean).Select(mark => new Mark(mark)).ToArray())];
        return new LogForm(maker, source, discharge, charge == "since full", groups, [.. entries]);
    }
}
