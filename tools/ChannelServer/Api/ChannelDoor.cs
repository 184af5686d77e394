using System.Globalization;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Api;

/// <summary>Finds the channel of a request and lets in who has its key.</summary>
/// <param name="channels">The channels.</param>
/// <param name="throttle">Keeps addresses from trying keys.</param>
/// <param name="admits">Whether who asks may read a channel without its key; null: nobody may.</param>
internal sealed class ChannelDoor(
    IChannelDirectory channels, KeyThrottle throttle, Func<HttpContext, long, ValueTask<bool>>? admits = null)
{
    /// <summary>The channel of a number.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async ValueTask<IServedChannel> FindAsync(string number) => long.TryParse(number, CultureInfo.InvariantCulture, out long id)
        ? await channels.FindAsync(id).ConfigureAwait(false) ?? throw new ApiException(ApiError.NoChannel(id))
        : throw new ApiException(ApiError.BadRequest("A channel's number is a whole number."));

    /// <summary>The channel whose number is in the address.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async ValueTask<IServedChannel> FromRouteAsync(HttpContext context)
    {
        long id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        return await channels.FindAsync(id).ConfigureAwait(false) ?? throw new ApiException(ApiError.NoChannel(id));
    }

    /// <summary>As <see cref="FromRouteAsync"/>, for a reader.</summary>
    /// <exception cref="ApiException">There is none, or the key does not open it.</exception>
    public async ValueTask<IServedChannel> ReadableFromRouteAsync(HttpContext context, RequestParameters parameters)
    {
        IServedChannel channel = await FromRouteAsync(context).ConfigureAwait(false);
        string? key = parameters["api_key"];
        if (channel.Settings.IsPublic)
        {
            return channel;
        }

        if (key is not null)
        {
            throttle.ThrowIfSpent(context);
        }
        else if (admits is not null && await admits(context, channel.Id).ConfigureAwait(false))
        {
            return channel;
        }

        return channel.MayRead(key) ? channel : throw Wrong(context, key, ApiError.Private());
    }

    /// <summary>The channel of a write key.</summary>
    /// <exception cref="ApiException">It is the key of none.</exception>
    public async ValueTask<IServedChannel> ByWriteKeyAsync(HttpContext context, string? key)
    {
        throttle.ThrowIfSpent(context);
        return (key is null ? null : await channels.FindByWriteKeyAsync(key).ConfigureAwait(false))
            ?? throw Wrong(context, key, ApiError.WrongWriteKey());
    }

    /// <summary>The channel whose number is in the address, where this is its write key.</summary>
    /// <exception cref="ApiException">It is not.</exception>
    public async ValueTask<IServedChannel> WritableFromRouteAsync(HttpContext context, string? key)
    {
        IServedChannel channel = await FromRouteAsync(context).ConfigureAwait(false);
        throttle.ThrowIfSpent(context);
        return channel.MayWrite(key) ? channel : throw Wrong(context, key, ApiError.WrongWriteKey());
    }

    /// <summary>The first channels, by number.</summary>
    public ValueTask<IReadOnlyList<IServedChannel>> FirstAsync(int most) => channels.FirstAsync(most);

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
