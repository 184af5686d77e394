using System.Net;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Api;

/// <summary>
/// Names under which the server answers. A page of a stranger cannot read it by having the stranger's name lead here (DNS rebinding): such
/// a name is none of these, and nobody can register one of these.
/// </summary>
/// <param name="names">Further names.</param>
internal sealed class HostNames(IReadOnlyList<string> names)
{
    // The official client sends this name to whatever server it talks to (ThingSpeak.h, writeHTTPHeader).
    private const string OfficialClient = "api.thingspeak.com";

    // Endings that no registry sells: RFC 6761, 6762, 8375, and those that are never delegated.
    private static readonly string[] LocalEndings = [".localhost", ".local", ".home.arpa", ".internal", ".lan"];

    /// <exception cref="ApiException">The request is for another server's name.</exception>
    public void Check(HttpRequest request)
    {
        string name = request.Host.Host.TrimEnd('.');
        if (!IsOwn(name))
        {
            throw new ApiException(ApiError.BadRequest(
                $"This server does not answer to the name '{name}'; use its IP address, or start it with --host {name}."));
        }
    }

    private bool IsOwn(string name) => name.Length == 0 || !name.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(name, out _)
        || name.Equals(OfficialClient, StringComparison.OrdinalIgnoreCase)
        || Array.Exists(LocalEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
