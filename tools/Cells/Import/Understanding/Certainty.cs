namespace NanoBms.Cells.Import.Understanding;

/// <summary>How import knows something.</summary>
internal enum Certainty
{
    /// <summary>The user said it.</summary>
    Given,

    /// <summary>The log says or shows it.</summary>
    Shown,

    /// <summary>The maker of the log always does it so.</summary>
    Maker,

    /// <summary>Nothing speaks against it.</summary>
    Assumed,
}
