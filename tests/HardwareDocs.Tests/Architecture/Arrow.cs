namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>One uses another: the project or folder <paramref name="From"/> cannot do without <paramref name="To"/>.</summary>
internal sealed record Arrow(string From, string To) : IComparable<Arrow>
{
    public int CompareTo(Arrow? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{From} -> {To}";
}
