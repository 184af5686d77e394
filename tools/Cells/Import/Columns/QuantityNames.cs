namespace NanoBms.Cells.Import.Columns;

/// <summary>Quantities by the names that options and tables give them.</summary>
public static class QuantityNames
{
    /// <summary>All names, for messages.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<Quantity>().Select(Of));

    /// <summary>The name of a quantity: "time", "voltage", ..</summary>
    public static string Of(Quantity quantity) => quantity.ToString().ToLowerInvariant();

    /// <summary>The quantity of a name; null for none.</summary>
    public static Quantity? Find(string name) =>
        Enum.GetValues<Quantity>().Cast<Quantity?>()
            .FirstOrDefault(quantity => Of(quantity!.Value).Equals(name, StringComparison.OrdinalIgnoreCase));
}
