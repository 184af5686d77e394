namespace NanoBms.FleetServer.Accounts;

/// <summary>What a member of an organisation may do; each may what those before it may.</summary>
public enum Role
{
    /// <summary>Sees channels, their pages and alarms.</summary>
    Viewer = 1,

    /// <summary>Renews keys, shares channels, makes rules of alarms.</summary>
    Operator = 2,

    /// <summary>Makes channels, decides on members, reads the audit.</summary>
    Owner = 3,
}
