namespace NanoBms.Cells.Import.Columns;

/// <summary>A heading by which a maker's export is known: by its name in any spelling, or, with '=' before it, letter by letter.</summary>
internal sealed class Mark
{
    private readonly string? exact;
    private readonly string name;

    public Mark(string text)
    {
        exact = text.StartsWith('=') ? text[1..].Trim() : null;
        name = exact is null ? Heading.Parse(text).Name : "";
    }

    /// <summary>Whether a heading is this one; names of several words may have more behind them.</summary>
    public bool Fits(Heading heading) => exact is not null
        ? heading.Text.Equals(exact, StringComparison.OrdinalIgnoreCase)
        : heading.Name == name || (name.Contains(' ') && heading.Name.StartsWith(name + " ", StringComparison.Ordinal));
}
