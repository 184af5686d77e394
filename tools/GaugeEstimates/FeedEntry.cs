namespace NanoBms.GaugeEstimates;

/// <summary>An entry of a channel as it was read.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CreatedAt">Its time.</param>
/// <param name="Fields">The texts of field1 to field8; null where nothing was written.</param>
/// <param name="Status">The status text, in which the gauge numbers its entries; null: none.</param>
public sealed record FeedEntry(long Id, DateTimeOffset CreatedAt, IReadOnlyList<string?> Fields, string? Status = null)
{
    /// <summary>Fields of a channel.</summary>
    public const int FieldCount = 8;

    /// <summary>The text of a field, 1 to 8; null where nothing was written.</summary>
    public string? Field(int number) => Fields[number - 1];
}
