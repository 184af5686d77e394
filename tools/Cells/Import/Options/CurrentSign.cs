namespace NanoBms.Cells.Import.Options;

/// <summary>Sign of a current that discharges.</summary>
public enum CurrentSign
{
    /// <summary>As in all of this project.</summary>
    Negative,

    /// <summary>As many testers, BMS and inverters have it.</summary>
    Positive,
}
