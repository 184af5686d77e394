using System.Globalization;
using System.Text.Json;

namespace NanoBms.FleetServer.Alarms;

/// <summary>What is to be told of an alarm.</summary>
/// <param name="Id">Number of the message; the same each time that it is sent.</param>
/// <param name="AlarmId">Number of the alarm.</param>
/// <param name="IsBegin">Whether it begins; false: it is over.</param>
/// <param name="Attempts">Attempts with this one.</param>
/// <param name="ChannelId">Where.</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="Kind">What the rule looks at.</param>
/// <param name="Threshold">Its percent, minutes or bits.</param>
/// <param name="Value">What was found at the begin.</param>
/// <param name="BeganAtMs">When it began, milliseconds since 1970 in UTC.</param>
/// <param name="EndedAtMs">When it was over.</param>
/// <param name="Webhook">Address that is told; null: the broker is.</param>
/// <param name="SealedSecret">What the webhook is signed with, sealed.</param>
internal sealed record AlarmMessage(
    long Id, long AlarmId, bool IsBegin, int Attempts, long ChannelId, string Name, AlarmKind Kind, double Threshold, double? Value,
    long BeganAtMs, long? EndedAtMs, string? Webhook, string? SealedSecret)
{
    /// <summary>The body of the webhook: the same bytes at each attempt.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        message = Id,
        alarm = AlarmId,
        @event = IsBegin ? "begin" : "end",
        channel = ChannelId,
        name = Name,
        rule = AlarmRule.WordsOf(Kind, Threshold),
        value = Value,
        began_at = Iso(BeganAtMs),
        ended_at = IsBegin || EndedAtMs is not { } ended ? null : Iso(ended),
    });

    /// <summary>A time as JSON has it.</summary>
    public static string Iso(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
