using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Cloud;

namespace NanoBms.ThingSpeakBridge.Setup;

/// <summary>What the bridge does.</summary>
public sealed record BridgeSetup
{
    /// <summary>ThingSpeak itself.</summary>
    public static readonly Uri ThingSpeak = new("https://api.thingspeak.com/");

    /// <summary>Shortest poll interval at ThingSpeak: its rate limit.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(15);

    /// <summary>The server.</summary>
    public Uri Url { get; init; } = ThingSpeak;

    /// <summary>The channels, by number.</summary>
    public required IReadOnlyList<long> ChannelIds { get; init; }

    /// <summary>Time between two polls of a channel.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>Entries from before the first start that are taken, 0..8000.</summary>
    public int History { get; init; } = 100;

    /// <summary>Log, .csv or .db; null: none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Where estimates are written to.</summary>
    public IReadOnlyList<WriteBackTarget> WriteBack { get; init; } = [];

    /// <summary>Broker that estimates are told to, for Home Assistant; null: none.</summary>
    public BrokerAddress? Mqtt { get; init; }

    /// <summary>Names this bridge among others that publish to the same broker: small letters, digits, underscores.</summary>
    public string MqttName { get; init; } = "1";

    /// <summary>The model.</summary>
    public SocPredictorOptions Model { get; init; } = new();

    /// <exception cref="UserError">Something cannot be; one sentence says what.</exception>
    internal void Check()
    {
        if (ChannelIds.Count == 0)
        {
            throw new UserError("No channel is named; give --channel ID, or \"Channels\" in the settings file.");
        }

        if (ChannelIds.Any(id => id < 1) || ChannelIds.Distinct().Count() != ChannelIds.Count)
        {
            throw new UserError($"Channels {string.Join(", ", ChannelIds)}: numbers are 1 or more, each once.");
        }

        if (Url.Scheme is not ("http" or "https") || Url.Query.Length > 0 || Url.UserInfo.Length > 0)
        {
            throw new UserError(
                $"The server '{Url.GetLeftPart(UriPartial.Authority)}' is not to be had; give http:// or https:// with a host, and no key "
                    + "in it.");
        }

        TimeSpan shortest = Url.Host == ThingSpeak.Host ? ShortestInterval : TimeSpan.FromSeconds(1);
        if (Interval < shortest || Interval > TimeSpan.FromDays(1))
        {
            throw new UserError(
                FormattableString.Invariant(
                    $"A poll interval of {Interval.TotalSeconds} s is not within {shortest.TotalSeconds} s (the rate limit) and a day."));
        }

        BrokerAddress.CheckName(MqttName);
        if (History is < 0 or > ChannelReader.MaxResults)
        {
            throw new UserError($"--history {History} is not within 0..{ChannelReader.MaxResults}.");
        }

        foreach (WriteBackTarget target in WriteBack)
        {
            if (!ChannelIds.Contains(target.SourceId) || target.TargetId < 1 || target.Field is < 1 or > 8)
            {
                throw new UserError(
                    $"Write-back {target.SourceId}={target.TargetId}:{target.Field} cannot be; it is SOURCE=TARGET:FIELD with a polled "
                        + "channel, a channel, and a field 1 to 8.");
            }

            if (target.SourceId == target.TargetId && target.Field is >= 1 and <= 3)
            {
                throw new UserError(
                    $"Write-back {target.SourceId}={target.TargetId}:{target.Field} would overwrite a measured value; take field 4 to 8 "
                        + "or another channel.");
            }
        }

        if (WriteBack.GroupBy(target => target.TargetId).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UserError(
                $"Two channels are written back to channel {twice.Key}, and a channel takes a time only once; give each a channel of its "
                    + "own.");
        }
    }
}
