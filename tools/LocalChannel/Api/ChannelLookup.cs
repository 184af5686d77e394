using System.Globalization;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Api;

/// <summary>Finds the channel of a request.</summary>
internal static class ChannelLookup
{
    /// <summary>The channel whose number is in the address.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public static ChannelAccess FromRoute(this ChannelRegistry channels, HttpContext context)
    {
        long id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        return channels.Find(id) ?? throw new ApiException(ApiError.NotFound($"There is no channel {id} on this server."));
    }

    /// <summary>As <see cref="FromRoute"/>, for a reader.</summary>
    /// <exception cref="ApiException">There is none, or the key does not open it.</exception>
    public static ChannelAccess ReadableFromRoute(this ChannelRegistry channels, HttpContext context, RequestParameters parameters)
    {
        ChannelAccess channel = channels.FromRoute(context);
        return channel.MayRead(parameters["api_key"])
            ? channel
            : throw new ApiException(
                ApiError.AuthRequired("This channel is private; its read key (api_key or header THINGSPEAKAPIKEY) is missing or wrong."));
    }
}
