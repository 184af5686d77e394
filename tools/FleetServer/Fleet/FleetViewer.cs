using NanoBms.FleetServer.Pages;

namespace NanoBms.FleetServer.Fleet;

/// <summary>Who looks at the fleet.</summary>
/// <param name="Scope">What of it they may see.</param>
/// <param name="Frame">What stands around the page for them.</param>
/// <param name="IsManaging">Whether there is something that they may change.</param>
internal sealed record FleetViewer(FleetScope Scope, PageFrame Frame, bool IsManaging);

/// <summary>Tells who asks.</summary>
internal interface IFleetAccess
{
    /// <summary>Who asks; null: they were sent to sign in, or refused, and the answer is written.</summary>
    ValueTask<FleetViewer?> ViewerAsync(HttpContext context);
}

/// <summary>
/// Without sign-in: everybody sees what the list of batteries shows, values of public channels and of private ones the number.
/// </summary>
internal sealed class OpenAccess : IFleetAccess
{
    private static readonly FleetViewer Everybody =
        new(FleetScope.Everybody, new PageFrame("/fleet", null, [("/", "Batteries"), ("/fleet", "Fleet")]), false);

    public ValueTask<FleetViewer?> ViewerAsync(HttpContext context) => new(Everybody);
}
