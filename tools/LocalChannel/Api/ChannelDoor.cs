using System.Globalization;
using NanoBms.LocalChannel.Requests;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Api;

/// <summary>Finds the channel of a request and lets in who has its key.</summary>
internal sealed class ChannelDoor(ChannelRegistry channels, KeyThrottle throttle)
{
    /// <summary>All channels, by number.</summary>
    public IReadOnlyList<ChannelAccess> All => channels.All;

    /// <summary>The channel whose number is in the address.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public ChannelAccess FromRoute(HttpContext context)
    {
        long id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        return channels.Find(id) ?? throw new ApiException(ApiError.NoChannel(id));
    }

    /// <summary>As <see cref="FromRoute"/>, for a reader.</summary>
    /// <exception cref="ApiException">There is none, or the key does not open it.</exception>
    public ChannelAccess ReadableFromRoute(HttpContext context, RequestParameters parameters)
    {
        ChannelAccess channel = FromRoute(context);
        string? key = parameters["api_key"];
        if (channel.Settings.IsPublic)
        {
            return channel;
        }

        if (key is not null)
        {
            throttle.ThrowIfSpent(context);
        }

        return channel.MayRead(key) ? channel : throw Wrong(context, key, ApiError.Private());
    }

    /// <summary>The channel of a write key.</summary>
    /// <exception cref="ApiException">It is the key of none.</exception>
    public ChannelAccess ByWriteKey(HttpContext context, string? key)
    {
        throttle.ThrowIfSpent(context);
        return channels.FindByWriteKey(key) ?? throw Wrong(context, key, ApiError.WrongWriteKey());
    }

    /// <summary>The channel whose number is in the address, where this is its write key.</summary>
    /// <exception cref="ApiException">It is not.</exception>
    public ChannelAccess WritableFromRoute(HttpContext context, string? key)
    {
        ChannelAccess channel = FromRoute(context);
        throttle.ThrowIfSpent(context);
        return channel.MayWrite(key) ? channel : throw Wrong(context, key, ApiError.WrongWriteKey());
    }

    private ApiException Wrong(HttpContext context, string? key, ApiError error)
    {
        // Nothing is guessed by a key that is not there.
        if (key is not null)
        {
            throttle.Count(context);
        }

        return new ApiException(error);
    }
}
