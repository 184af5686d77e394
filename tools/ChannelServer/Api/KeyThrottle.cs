using System.Net;
using System.Net.Sockets;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Api;

/// <summary>
/// Keeps an address from trying keys: after ten wrong ones no key of it is looked at until some time has passed. A device behind the same
/// address waits as well, and loses nothing: it is told to come again.
/// </summary>
internal sealed class KeyThrottle(TimeProvider clock)
{
    /// <summary>Wrong keys at once.</summary>
    public const int MaxAtOnce = 10;

    /// <summary>Seconds for another one.</summary>
    public const int RefillS = 6;

    private const int MaxAddresses = 10_000, NetworkBytes = 8;

    private readonly Dictionary<IPAddress, (double Left, long SinceTicks)> addresses = [];
    private readonly Lock gate = new();

    /// <exception cref="ApiException">This address has tried too many keys.</exception>
    public void ThrowIfSpent(HttpContext context)
    {
        lock (gate)
        {
            double left = Left(AddressOf(context));
            if (left < 1)
            {
                throw new ApiException(ApiError.TooManyKeys((int)Math.Ceiling((1 - left) * RefillS)));
            }
        }
    }

    /// <summary>A wrong key came.</summary>
    public void Count(HttpContext context)
    {
        lock (gate)
        {
            IPAddress address = AddressOf(context);

            // Not below nothing: requests that came at the same time were let in together.
            double left = Math.Max(0, Left(address) - 1);
            if (addresses.Count >= MaxAddresses && !addresses.ContainsKey(address))
            {
                addresses.Clear();
            }

            addresses[address] = (left, clock.GetTimestamp());
        }
    }

    private double Left(IPAddress address) => addresses.TryGetValue(address, out (double Left, long SinceTicks) known)
        ? Math.Min(MaxAtOnce, known.Left + (clock.GetElapsedTime(known.SinceTicks).TotalSeconds / RefillS))
        : MaxAtOnce;

    // Whoever has one address of version 6 has all of its network.
    private static IPAddress AddressOf(HttpContext context)
    {
        IPAddress address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address;
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
