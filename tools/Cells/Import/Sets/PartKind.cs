namespace NanoBms.Cells.Import.Sets;

/// <summary>What a file of a published set records.</summary>
internal enum PartKind
{
    /// <summary>A load, ten rows a second; begins with a full cell.</summary>
    Drive,

    /// <summary>A charge to full, or the pause after one, a row a minute.</summary>
    ChargeOrPause,
}
