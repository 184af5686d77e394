using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Options;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Options;

/// <summary>One set of option names over all programs: a name has one meaning, one value and one unit.</summary>
public class OptionPageTests
{
    private const string Page = """
        # Options
        <!-- begin options -->
        | `--period` | `S` | seconds between samples |  |
        | `--seed` | `N` | seed of \| all |  |
        <!-- end options -->
        <!-- begin values -->
        <!-- end values -->

        """;

    /// <summary>Spellings of before, for what another name says everywhere.</summary>
    private static readonly string[] Gone =
    [
        "--scaler-x", "--scaler-y", "--feature-order", "--sample-period", "--outputs", "--database", "--cell", "--soc", "--channel-id",
        "--fit", "--check-charges", "--voltage", "--current",
    ];

    private static readonly Lazy<IReadOnlyList<ProgramOptions>> Programs = new(() =>
    {
        Skip.Unless(
            ProgramOptions.Programs.All(program => File.Exists(ProgramOptions.PathOf(Repository.Root, program.Project))),
            "needs the programs built (dotnet build NanoBms.slnx)");
        return ProgramOptions.Read(Repository.Root);
    });

    [Fact]
    public void The_page_has_each_option_of_each_program_with_one_value_and_one_meaning()
    {
        string page = File.ReadAllText(Repository.File(OptionPage.PagePath));

        Assert.True(
            page == OptionPage.Write(page, Programs.Value),
            $"{OptionPage.PagePath} is not of these programs; run 'dotnet run --project tools/HardwareDocs -- options'.");
        Assert.InRange(Programs.Value.Sum(program => program.Entries.Count), 150, int.MaxValue);
    }

    [Fact]
    public void No_spelling_of_before_is_shown() =>
        Assert.Empty(Programs.Value.SelectMany(program => program.Entries).Select(entry => entry.Name).Intersect(Gone));

    [Fact]
    public void Times_are_in_seconds_where_the_name_does_not_say_another_unit()
    {
        OptionEntry[] times =
        [
            .. Programs.Value.SelectMany(program => program.Entries)
                .Where(entry => entry.Value is "S" or "H" or "DAYS" or "MS")
        ];

        Assert.Contains(times, entry => entry.Name == "--period");
        Assert.All(times, entry => Assert.Equal(entry.Name switch { "--hours" => "H", "--days" => "DAYS", _ => "S" }, entry.Value));
    }

    [Fact]
    public void Rows_come_from_the_programs_and_meanings_from_the_page()
    {
        string page = OptionPage.Write(
            Page, [Of("convert", ("inspect", "--period", "S"), ("convert", "--period", "S")), Of("bridge", ("", "--period", "S"))]);

        Assert.Contains(
            "| `--period` | `S` | seconds between samples | convert: inspect convert, bridge |\n<!-- end", page, StringComparison.Ordinal);
        Assert.DoesNotContain("--seed", page, StringComparison.Ordinal);
        Assert.Contains("| `S` | seconds |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_two_units_is_refused() => Assert.Equal(
        "--period takes ms and s; one name has one value and one unit.",
        Refused(Of("convert", ("", "--period", "MS")), Of("bridge", ("", "--period", "S"))));

    [Fact]
    public void A_value_without_a_known_unit_is_refused() => Assert.Equal(
        "--period takes period, which OptionPage does not know; take the word for its unit.", Refused(Of("x", ("", "--period", "period"))));

    [Fact]
    public void A_name_that_no_row_explains_is_refused() => Assert.StartsWith(
        "--sample-period has no meaning in docs/options.md; give it a row '| `--sample-period` |  | MEANING |  |'",
        Refused(Of("x", ("", "--sample-period", "S"))), StringComparison.Ordinal);

    private static string Refused(params ProgramOptions[] programs) =>
        Assert.Throws<UserError>(() => OptionPage.Write(Page, programs)).Message;

    private static ProgramOptions Of(string program, params (string Command, string Name, string Value)[] options) => new(
        program, [.. options.Select(option => new OptionEntry(option.Command, option.Name, option.Value, ""))]);
}
