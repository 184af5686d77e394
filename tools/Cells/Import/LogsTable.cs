using System.Text;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import;

/// <summary>What import makes of each file of a folder, as a table.</summary>
public static class LogsTable
{
    /// <summary>The table in Markdown: each file with what is understood of it, or the refusal. Nothing is written.</summary>
    /// <param name="folder">The folder; all its files, whatever they are called.</param>
    /// <param name="options">What the user says of the logs.</param>
    /// <exception cref="UserError">No such folder.</exception>
    public static string Markdown(string folder, ImportOptions options)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserError($"There is no folder '{folder}'.");
        }

        var text = new StringBuilder("| file | read | understood, or refused because |\n|---|---|---|\n");
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .OrderBy(path => path, NaturalOrder.Instance))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            (string read, string sentence) = Look(path, options);
            text.Append("| `").Append(name).Append("` | ").Append(read).Append(" | ")
                .Append(sentence.Replace($"'{path}'", $"`{name}`", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal))
                    .Append(" |\n");
        }

        return text.ToString();
    }

    private static (string Read, string Sentence) Look(string path, ImportOptions options)
    {
        try
        {
            return ("yes", LogImporter.Look([path], options).Sentence);
        }
        catch (UserError refusal)
        {
            return ("refused", refusal.Message);
        }
    }
}
