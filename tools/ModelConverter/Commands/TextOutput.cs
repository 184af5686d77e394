using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace NanoBms.ModelConverter.Commands;

/// <summary>
/// Tables for people: drawn on a terminal, plain text where the output goes to a file or another program; JSON for machines.
/// </summary>
internal static class TextOutput
{
    private const int PlainWidth = 240;

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The option that asks for JSON.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "JSON for machines." };

    /// <summary>The option that asks for exact costs.</summary>
    public static Option<bool> CompileOption() => new("--compile")
    {
        Description = "Compile the code for its cost in place of estimating it (within 8 %): takes seconds.",
    };

    /// <summary>Writes a report as JSON.</summary>
    public static void WriteJson<T>(TextWriter writer, T report) => writer.WriteLine(JsonSerializer.Serialize(report, JsonOptions));

    /// <summary>A console over a writer.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        bool terminal = ReferenceEquals(writer, System.Console.Out) && !System.Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!terminal)
        {
            console.Profile.Width = PlainWidth;
            console.Profile.Capabilities.Unicode = false;
        }

        return console;
    }

    /// <summary>A table; its lines are ASCII where the console is plain.</summary>
    public static Table Table(IAnsiConsole console, params string[] columns)
    {
        var table = new Table { Border = console.Profile.Capabilities.Ansi ? TableBorder.Square : TableBorder.Ascii2 };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        return table;
    }

    /// <summary>Adds a row of text as it is, without markup.</summary>
    public static void AddRow(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
