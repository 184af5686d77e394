using System.Net;
using NanoBms.ChannelServer;
using NanoBms.HomeAssistant;

namespace NanoBms.LocalChannel;

/// <summary>How a local channel runs.</summary>
public sealed class LocalChannelOptions
{
    /// <summary>SQLite file that holds channels, keys and entries; created where missing. One server at a time may use it.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>TCP port, 0..65535; 0: any free one, told by <c>LocalChannelServer.Url</c>.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Address to listen on. The default, loopback, is reached from this machine only; a phone or a board in the same network needs
    /// 0.0.0.0 (all of this machine's addresses).
    /// </summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Number of the first channel, from 1.</summary>
    public long ChannelId { get; init; } = 1;

    /// <summary>Write key of the first channel; null: the one in the database, or a new one.</summary>
    public string? WriteKey { get; init; }

    /// <summary>Read key of the first channel; null: the one in the database, or a new one.</summary>
    public string? ReadKey { get; init; }

    /// <summary>More channels beside the first. One with the first channel's number describes the first.</summary>
    public IReadOnlyList<ChannelSettings> Channels { get; init; } = [];

    /// <summary>
    /// Shortest time between two writes to a channel, single and bulk together; zero: no limit. ThingSpeak's free licence: 15 s.
    /// </summary>
    public TimeSpan RateLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most entries in one bulk write. ThingSpeak's free licence: 960.</summary>
    public int BulkLimit { get; init; } = 960;

    /// <summary>How far ahead of the server's clock an entry may be dated; null: as far as it likes, as in ThingSpeak.</summary>
    public TimeSpan? MaxAhead { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time for all of a request's body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Names of this server besides its addresses, names without a dot, and those of the local network (.local, .lan, .home.arpa,
    /// .internal).
    /// </summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Broker that the newest entry of each channel goes to, and Home Assistant's discovery; null: none.</summary>
    public BrokerAddress? Mqtt { get; init; }

    /// <summary>Names this server among others that publish to the same broker: small letters, digits, underscores.</summary>
    public string MqttName { get; init; } = "1";

    /// <summary>Clock of the entries that come without a time, and of the rate limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where failures of the server are logged; null: nowhere. Keys are never logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>What it lets through.</summary>
    internal ChannelRules Rules() => new()
    {
        RateLimit = RateLimit,
        BulkLimit = BulkLimit,
        MaxAhead = MaxAhead,
        BodyTimeout = BodyTimeout,
        HostNames = HostNames,
        TimeProvider = TimeProvider,
    };

    /// <summary>The channels to have, the first one first.</summary>
    /// <exception cref="ArgumentException">An option cannot be; one sentence says which.</exception>
    internal IReadOnlyList<ChannelSettings> CheckedChannels()
    {
        if (Port is < 0 or > 65535)
        {
            throw new ArgumentException($"Port {Port} is not within 0..65535.");
        }

        Rules().Check();
        BrokerAddress.CheckName(MqttName);
        ChannelSettings? described = Channels.FirstOrDefault(channel => channel.Id == ChannelId);
        ChannelSettings first = (described ?? new ChannelSettings { Id = ChannelId }) with
        {
            WriteKey = WriteKey ?? described?.WriteKey,
            ReadKey = ReadKey ?? described?.ReadKey,
        };
        List<ChannelSettings> all = [first, .. Channels.Where(channel => channel != described)];
        foreach (ChannelSettings channel in all)
        {
            channel.Check();
        }

        if (all.Find(channel => channel.Estimate is not null) is { } estimated)
        {
            throw new ArgumentException(
                $"Channel {estimated.Id} has \"Estimate\", and this server computes no state of charge; take FleetServer, or the bridge.");
        }

        if (all.GroupBy(channel => channel.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Channel {twice.Key} is described twice; give each channel a number of its own.");
        }

        if (all.Where(channel => channel.WriteKey != null).GroupBy(channel => channel.WriteKey)
            .FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new ArgumentException(
                $"Channels {string.Join(" and ", shared.Select(channel => channel.Id))} have the same write key; a key belongs to one "
                    + "channel.");
        }

        return all;
    }
}
