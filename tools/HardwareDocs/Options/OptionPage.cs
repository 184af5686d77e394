using System.Text;
using System.Text.RegularExpressions;
using NanoBms.CommandLine;
using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Options;

/// <summary>
/// The table of all options of all programs: a name is one meaning and one unit. What each means is written by hand in the page; names,
/// values and programs are the programs' own.
/// </summary>
public static partial class OptionPage
{
    /// <summary>The page, from the checkout's top folder.</summary>
    public const string PagePath = "docs/options.md";

    /// <summary>The words that stand for a value in help, and what each is: one for a quantity, with its unit.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["A"] = "amperes",
        ["ADDRESS"] = "address of a server, or one to listen on",
        ["AH"] = "ampere-hours",
        ["BYTES"] = "bytes",
        ["CONNECTION"] = "connection string of a database",
        ["DAYS"] = "days",
        ["DEGC"] = "degrees Celsius",
        ["EMAIL"] = "somebody's address for mail",
        ["FACTOR"] = "a factor, 1 being usual",
        ["FILE"] = "path of a file",
        ["FILE.svg"] = "path of a picture",
        ["FOLDER"] = "path of a folder",
        ["H"] = "hours",
        ["ID"] = "number of a channel",
        ["KEY"] = "key of a channel",
        ["LIST"] = "words with commas, or several arguments",
        ["N"] = "a whole number",
        ["NAME"] = "a name",
        ["OHM"] = "ohms",
        ["PATH"] = "path of a file or folder, with or without extension as the command says",
        ["PERCENT"] = "percent, 0 to 100",
        ["PORT"] = "TCP port",
        ["S"] = "seconds",
        ["SHARE"] = "a share, 0 to 1",
        ["TIME"] = "date and time, UTC",
        ["V"] = "volts",
        ["VALUE"] = "a number, of the unit that the command tells",
        ["WORD"] = "one of the words that help names",
    };

    /// <summary>The page's text with the tables anew.</summary>
    /// <param name="page">The page as it is.</param>
    /// <param name="programs">What the programs have.</param>
    /// <exception cref="UserError">A name has two values, or a meaning is missing.</exception>
    public static string Write(string page, IReadOnlyList<ProgramOptions> programs)
    {
        Dictionary<string, string> meanings = Meanings(page);
        var table = new StringBuilder("| option | value | meaning | where |\n|---|---|---|---|\n");
        var entries = programs.SelectMany(program => program.Entries.Select(entry => (program.Program, Entry: entry)));
        foreach (var option in entries.GroupBy(one => one.Entry.Name, StringComparer.Ordinal)
            .OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            string value = Value(option.Key, [.. option.Select(one => one.Entry)]);
            if (!meanings.TryGetValue(option.Key, out string? meaning))
            {
                throw new UserError(
                    $"{option.Key} has no meaning in {PagePath}; give it a row '| `{option.Key}` |  | MEANING |  |', or use the name that "
                        + "is there for it already.");
            }

            table.Append($"| `{option.Key}` | {value} | {meaning} | {Where(option.Select(one => (one.Program, one.Entry.Command)))} |\n");
        }

        string values = "| | |\n|---|---|\n" + string.Concat(Values.Select(word => $"| `{word.Key}` | {word.Value} |\n"));
        return MarkedText.Replace(MarkedText.Replace(page, "options", table.ToString(), PagePath), "values", values, PagePath);
    }

    private static string Value(string name, IReadOnlyList<OptionEntry> entries)
    {
        string[] values = [.. entries.Select(entry => entry.Value.ToLowerInvariant()).Distinct()];
        string value = entries[0].Value;
        return values.Length > 1
            ? throw new UserError($"{name} takes {string.Join(" and ", values)}; one name has one value and one unit.")
            : value.Length == 0 ? "" : Values.ContainsKey(value) || value.Contains('|', StringComparison.Ordinal)
            ? $"`{value.Replace("|", "\\|", StringComparison.Ordinal)}`"
            : throw new UserError($"{name} takes {value}, which {nameof(OptionPage)} does not know; take the word for its unit.");
    }

    private static string Where(IEnumerable<(string Program, string Command)> uses) => string.Join(", ", uses.GroupBy(use => use.Program)
        .SelectMany(program => program.GroupBy(use => use.Command.Length > 0).OrderBy(uses => uses.Key).Select(uses => uses.Key
            ? $"{program.Key}: {string.Join(" ", uses.Select(use => use.Command).Distinct())}"
            : program.Key)));

    private static Dictionary<string, string> Meanings(string page) => Row().Matches(page)
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(--[a-z-]+)` \|(?:[^|\\]|\\.)*\| ((?:[^|\\]|\\.)+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
