using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Text.Json;

namespace NanoBms.CommandLine;

/// <summary>An option of a command, as the table of options has it.</summary>
/// <param name="Command">The command; empty: the program without one.</param>
/// <param name="Name">Its name, with both dashes.</param>
/// <param name="Value">What it takes: the word that help shows, or its choices; empty: nothing, it is a switch.</param>
/// <param name="Description">What help says of it.</param>
public sealed record OptionEntry(string Command, string Name, string Value, string Description);

/// <summary>
/// All options of a program, for the table of options: printed as JSON where its only argument is <see cref="Directive"/>.
/// </summary>
public static class OptionListing
{
    /// <summary>The argument.</summary>
    public const string Directive = "[options]";

    /// <summary>The options of a command and of those below it, without help, version and those that are hidden.</summary>
    public static IEnumerable<OptionEntry> Of(Command command, string path = "") =>
    [
        .. command.Options.Where(option => option is not (HelpOption or VersionOption) && !option.Hidden)
            .Select(option => new OptionEntry(path, option.Name, Value(option), option.Description ?? "")),
        .. command.Subcommands.Where(below => !below.Hidden).SelectMany(below => Of(below, $"{path} {below.Name}".Trim())),
    ];

    /// <summary>The listing of a program.</summary>
    internal static string Json(RootCommand root) => JsonSerializer.Serialize(Of(root));

    private static string Value(Option option) =>
        option.ValueType == typeof(bool) ? ""
        : option.HelpName ?? string.Join('|', option.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label));
}
