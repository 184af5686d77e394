namespace NanoBms.Cells.Import.Understanding;

/// <summary>What a log has of counted charge.</summary>
internal enum ChargeKind
{
    /// <summary>Nothing, or nothing finer than current x time.</summary>
    None,

    /// <summary>Charge since full, 0 or less.</summary>
    SinceFull,

    /// <summary>A counter that rises on charge and falls on discharge, or the other way round.</summary>
    Signed,

    /// <summary>A counter of amounts, whatever the direction.</summary>
    Amount,

    /// <summary>One counter for what went in, one for what went out.</summary>
    InAndOut,
}
