namespace NanoBms.FleetServer.Fleet;

/// <summary>What makes a channel one of an alarm, or a silent one.</summary>
/// <param name="SilentAfter">Nothing came for longer than this.</param>
internal sealed record FleetRules(TimeSpan SilentAfter)
{
    /// <summary>
    /// Status bits that tell of a fault: sensor (1), charge low (128), too hot (256), over-current (512), not this battery (1024). The page
    /// of a channel shows the same ones in red.
    /// </summary>
    public const int FaultBits = 1 | 128 | 256 | 512 | 1024;
}
