namespace NanoBms.FleetServer.Pages;

/// <summary>What stands around each page of the fleet.</summary>
/// <param name="Path">Address of the page, which the menu shows as the one that is open.</param>
/// <param name="Person">Who is signed in; null: nobody, or there is no sign-in.</param>
/// <param name="Menu">The pages that this person may open: address and name.</param>
public sealed record PageFrame(string Path, string? Person, IReadOnlyList<(string Path, string Name)> Menu);
