namespace NanoBms.Cells.Import.Columns;

/// <summary>A column's name in a maker's table; a word "*" stands for any one word.</summary>
internal sealed class NamePattern
{
    private readonly string[] words;

    public NamePattern(string text)
    {
        Text = text;
        words = text.Contains('*', StringComparison.Ordinal)
            ? [.. text.Split(' ').Select(word => word == "*" ? word : Heading.Words(word))]
            : Heading.Parse(text).Name.Split(' ');
    }

    /// <summary>As the table has it.</summary>
    public string Text { get; }

    /// <summary>Whether a heading has this name.</summary>
    public bool Fits(Heading heading)
    {
        string[] given = heading.Name.Split(' ');
        return given.Length == words.Length && !words.Where((word, k) => word != "*" && word != given[k]).Any();
    }
}
