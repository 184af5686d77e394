namespace NanoBms.Cells.Import.Readings;

/// <summary>What a tester says that it did.</summary>
internal enum Mode : byte
{
    /// <summary>Nothing said, or nothing that import knows.</summary>
    Unknown,

    /// <summary>Charging.</summary>
    Charge,

    /// <summary>Discharging.</summary>
    Discharge,

    /// <summary>Neither.</summary>
    Rest,
}
