namespace NanoBms.Models.Layers.Reversal;

/// <summary>A run of the values of each time step.</summary>
/// <param name="From">The first of them.</param>
/// <param name="Count">Their number.</param>
/// <param name="IsReversed">Whether they are those of the time step as far from the end: T - 1 - t for t.</param>
public readonly record struct TimePiece(int From, int Count, bool IsReversed);
