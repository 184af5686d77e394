namespace NanoBms.Foundation;

/// <summary>Replaces what stands between two marks of a Markdown file.</summary>
public static class MarkedText
{
    /// <summary>The text with a new part between the marks of a name.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">The marks' name: "begin NAME" and "end NAME" in HTML comments.</param>
    /// <param name="part">Lines without the marks, ending in a line feed.</param>
    /// <param name="path">Named where the marks are missing.</param>
    /// <exception cref="UserError">The marks are missing.</exception>
    public static string Replace(string text, string name, string part, string path)
    {
        string begin = $"<!-- begin {name} -->\n", end = $"<!-- end {name} -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0
            ? throw new UserError($"'{path}' has no lines '{begin.TrimEnd()}' and '{end}'; put them where the table is to stand.")
            : text[..(from + begin.Length)] + part + text[to..];
    }
}
