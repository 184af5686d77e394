using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Api;

/// <summary>Maps the addresses of the contract's requests.</summary>
internal static class ContractRoutes
{
    /// <summary>Maps all addresses of a request.</summary>
    public static void MapAsked(this IEndpointRouteBuilder routes, ContractRequest request, string[] methods, RequestDelegate answer)
    {
        string number = request is ContractRequest.Entry ? "{entry:long}" : "{field:int:range(1,8)}";
        foreach (string pattern in ContractPaths.Of(request, "{id:long}", number))
        {
            routes.MapMethods(pattern, methods, answer).WithMetadata(new AskedFor(request));
        }
    }
}
