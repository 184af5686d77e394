namespace NanoBms.FleetServer.Accounts;

/// <summary>What somebody is in an organisation.</summary>
/// <param name="OrganisationId">Number of the organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Role">What they may do there.</param>
public sealed record Membership(long OrganisationId, string Organisation, Role Role);

/// <summary>Somebody who is signed in, with what they are at this moment.</summary>
/// <param name="Id">Their number.</param>
/// <param name="Email">Address that names them.</param>
/// <param name="Memberships">Where they are a member.</param>
public sealed record Person(long Id, string Email, IReadOnlyList<Membership> Memberships)
{
    /// <summary>Whether they may do in an organisation what a role may.</summary>
    public bool Is(Role role, long organisationId) =>
        Memberships.Any(one => one.OrganisationId == organisationId && one.Role >= role);

    /// <summary>Whether they have a role anywhere.</summary>
    public bool IsAnywhere(Role role) => Memberships.Any(one => one.Role >= role);
}

/// <summary>A member, as the page of people shows them.</summary>
/// <param name="PersonId">Their number.</param>
/// <param name="Email">Their address.</param>
/// <param name="OrganisationId">Where.</param>
/// <param name="Role">As what.</param>
/// <param name="HasSignedIn">Whether they ever came.</param>
public sealed record Member(long PersonId, string Email, long OrganisationId, Role Role, bool HasSignedIn);
