using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.Models;

/// <summary>Which of a model's outputs is meant.</summary>
internal static class OutputChoice
{
    /// <summary>The number of an output, from 0.</summary>
    /// <param name="wanted">Its name or number, as a user gave it.</param>
    /// <param name="names">Names of the outputs, in order.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="UserError">There is no such output.</exception>
    public static int Index(string wanted, IReadOnlyList<string> names, string source)
    {
        for (int k = 0; k < names.Count; k++)
        {
            if (names[k] == wanted)
            {
                return k;
            }
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < names.Count
            ? number
            : throw new UserError(
                $"'{source}' has no output '{ForeignText.Short(wanted)}'; --output takes the name or the number of one: {List(names)}.");
    }

    /// <summary>The refusal of a model whose outputs cannot be computed as one, for want of a choice.</summary>
    public static UserError Needed(IReadOnlyList<string> names, string source) =>
        new($"'{source}' has {names.Count} outputs; choose one with --output, by name or number: {List(names)}.");

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Select((name, k) => $"{k.ToString(CultureInfo.InvariantCulture)} '{ForeignText.Short(name)}'"));
}
