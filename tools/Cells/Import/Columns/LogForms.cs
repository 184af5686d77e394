using System.Reflection;

namespace NanoBms.Cells.Import.Columns;

/// <summary>The forms of logs that import knows; one table a maker, in the folder Makers.</summary>
internal static class LogForms
{
    private const string GenericName = "generic.csv";

    private static readonly Lazy<IReadOnlyList<LogForm>> Forms = new(Read);

    /// <summary>All makers' forms, by name of their files.</summary>
    public static IReadOnlyList<LogForm> Makers => [.. Forms.Value.Where(form => !form.IsGeneric)];

    /// <summary>Names that say what they are, whoever wrote the log.</summary>
    public static LogForm Generic => Forms.Value.Single(form => form.IsGeneric);

    /// <summary>The form that headings belong to: the one that knows most of them; the generic one where none does.</summary>
    public static LogForm Find(IReadOnlyList<Heading> headings) => Makers
        .Where(form => form.Fits(headings))
        .OrderByDescending(
            form => Enum.GetValues<Quantity>().Count(quantity => form.Names(quantity).Any(entry => headings.Any(entry.Name.Fits))))
        .FirstOrDefault() ?? Generic;

    private static List<LogForm> Read()
    {
        Assembly assembly = typeof(LogForms).Assembly;
        string[] names = [.. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Makers.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var forms = new List<LogForm>();
        foreach (string name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            LogForm form = LogForm.Read(reader);
            if (form.IsGeneric != name.EndsWith(GenericName, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"'{name}': only {GenericName} has no marks.");
            }

            forms.Add(form);
        }

        return forms;
    }
}
