namespace NanoBms.PackSimulator.Hosting;

/// <summary>A part of a status line.</summary>
/// <param name="Text">What it says, with what divides it from its neighbours; empty: nothing.</param>
/// <param name="Weight">The part of the least weight goes first where there is no room.</param>
public sealed record StatusPart(string Text, int Weight);

/// <summary>A line of parts that fits a width.</summary>
public static class StatusLine
{
    /// <summary>The parts in their order, without those of least weight that have no room; the weightiest stays in any case.</summary>
    /// <param name="room">Characters there are.</param>
    /// <param name="parts">The parts, each of another weight.</param>
    public static string Fitting(int room, params StatusPart[] parts)
    {
        List<StatusPart> kept = [.. parts];
        while (kept.Count > 1 && kept.Sum(part => part.Text.Length) > room)
        {
            kept.Remove(kept.MinBy(part => part.Weight)!);
        }

        return string.Concat(kept.Select(part => part.Text));
    }
}
