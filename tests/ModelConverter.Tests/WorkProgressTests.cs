using NanoBms.DeviceBuild.Compilation;
using NanoBms.Foundation;
using NanoBms.ModelConverter.Commands;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Generation;
using Spectre.Console;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Progress on a terminal, silence elsewhere.</summary>
public class WorkProgressTests
{
    [Fact]
    public void A_terminal_shows_what_is_done()
    {
        using var writer = new StringWriter();

        int result = WorkProgress.Run(Terminal(writer, InteractionSupport.Yes), "compiling [part]", report =>
        {
            report(0.5);
            return 42;
        });

        Assert.Equal(42, result);
        Assert.Contains("compiling [part]", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_it_is_silent()
    {
        using StringWriter writer = new(), error = new();

        Assert.Equal(1, WorkProgress.Run(Terminal(writer, InteractionSupport.No), "compiling", _ => 1));
        Assert.Equal(2, WorkProgress.Run(error, "compiling", _ => 2));

        Assert.Equal(("", ""), (writer.ToString(), error.ToString()));
    }

    [Fact]
    public void A_refusal_within_the_work_comes_through()
    {
        using var writer = new StringWriter();

        var refusal = Assert.Throws<UserError>(() => WorkProgress.Run<int>(
            Terminal(writer, InteractionSupport.Yes), "compiling", _ => throw new UserError("No.")));

        Assert.Equal("No.", refusal.Message);
    }

    [Fact]
    public void A_list_tells_how_far_it_is_walked_through()
    {
        var reports = new List<double>();

        Assert.Equal([1, 2, 3, 4], WorkProgress.Counted([1, 2, 3, 4], reports.Add));

        Assert.Equal([0.25, 0.5, 0.75, 1], reports);
    }

    [Fact]
    public void Code_generation_reports_every_part_but_the_last_assembly()
    {
        var reports = new List<double>();

        (GeneratedCode code, _) = CodeGenerator.Generate(SmallModels.Quantized(10, false), null, "", WeightLayout.Packed, reports.Add);

        Assert.Equal(Enumerable.Range(1, code.Parts.Count).Select(k => (double)k / (code.Parts.Count + 1)), reports);
    }

    private static IAnsiConsole Terminal(TextWriter writer, InteractionSupport interaction) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = AnsiSupport.Yes,
        Interactive = interaction,
    });
}
