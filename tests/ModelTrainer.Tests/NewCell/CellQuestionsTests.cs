using NanoBms.Cells.Chemistry;
using NanoBms.ModelTrainer.NewCell;
using Spectre.Console.Testing;

namespace NanoBms.ModelTrainer.Tests.NewCell;

public class CellQuestionsTests
{
    [Fact]
    public void Enter_takes_what_is_usual_for_the_chemistry()
    {
        using var console = new TestConsole();
        console.Profile.Capabilities.Interactive = true;
        console.Input.PushTextWithEnter("EVE LF105");
        console.Input.PushKey(ConsoleKey.DownArrow);
        console.Input.PushKey(ConsoleKey.DownArrow);
        console.Input.PushKey(ConsoleKey.Enter);
        console.Input.PushTextWithEnter("105");
        console.Input.PushKey(ConsoleKey.Enter);
        console.Input.PushTextWithEnter("2.6");
        for (int k = 0; k < 5; k++)
        {
            console.Input.PushKey(ConsoleKey.Enter);
        }

        (CellDescription cell, ChemistryPreset preset) = new CellQuestions(console).Ask(null, null);
        Assert.Equal("lfp", preset.Word);
        Assert.Equal(CellDescription.Usual("EVE LF105", preset, 105) with { EmptyV = 2.6 }, cell);
        Assert.Contains("Highest charging current, A: (105)", console.Output, StringComparison.Ordinal);
    }
}
