using System.CommandLine;
using System.Runtime.CompilerServices;

namespace NanoBms.CommandLine;

/// <summary>
/// Spellings that options had before: they are still understood, so that a command out of an older document runs, and are shown nowhere.
/// </summary>
public static class FormerNames
{
    private static readonly ConditionalWeakTable<Option, string> Names = [];

    /// <summary>Says what an option was called before.</summary>
    /// <param name="option">The option.</param>
    /// <param name="name">Its former name, with both dashes.</param>
    /// <returns>The option.</returns>
    public static T Formerly<T>(this T option, string name)
        where T : Option
    {
        Names.AddOrUpdate(option, name);
        return option;
    }

    /// <summary>The words of a command line with the names that options have now.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="args">The words.</param>
    internal static IReadOnlyList<string> Replace(RootCommand root, IReadOnlyList<string> args)
    {
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Option option in root.Parse(args).CommandResult.Command.Options)
        {
            if (Names.TryGetValue(option, out string? former))
            {
                now[former] = option.Name;
            }
        }

        return now.Count == 0 ? args : [.. args.Select(word => Current(word, now))];
    }

    private static string Current(string word, Dictionary<string, string> now)
    {
        int end = word.IndexOf('=', StringComparison.Ordinal);
        string name = end < 0 ? word : word[..end];
        return now.TryGetValue(name, out string? current) ? current + word[name.Length..] : word;
    }
}
