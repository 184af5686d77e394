using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Alarms;

/// <summary>What a rule looks at.</summary>
public enum AlarmKind
{
    /// <summary>The state of charge is below so many percent; over at 2 % more.</summary>
    Charge = 1,

    /// <summary>No entry for so many minutes; over with the next one.</summary>
    Silence = 2,

    /// <summary>One of these status bits is set; over when none is.</summary>
    Bits = 3,

    /// <summary>The learnt capacity is below so many percent of the rated one; over at 1 % more.</summary>
    Health = 4,
}

/// <summary>A rule of alarms.</summary>
/// <param name="Id">Its number.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="ChannelId">The channel it watches; null: all of the organisation.</param>
/// <param name="Kind">What it looks at.</param>
/// <param name="Threshold">Percent, minutes or bits.</param>
/// <param name="Webhook">Address that is told; null: none.</param>
/// <param name="IsPublished">Whether the broker is told.</param>
public sealed record AlarmRule(
    long Id, long OrganisationId, long? ChannelId, AlarmKind Kind, double Threshold, string? Webhook, bool IsPublished)
{
    /// <summary>What it looks for, in words.</summary>
    public string Words => WordsOf(Kind, Threshold);

    /// <summary>What a rule looks for, in words.</summary>
    public static string WordsOf(AlarmKind kind, double threshold) => kind switch
    {
        AlarmKind.Charge => $"Charge below {Pages.Words.Number(threshold)} %",
        AlarmKind.Silence => $"No entry for {Pages.Words.Number(threshold)} min",
        AlarmKind.Health => $"Battery health below {Pages.Words.Number(threshold)} %",
        _ => string.Join(" or ", StatusProblems.Of((int)threshold).Select(problem => problem.Name)) is { Length: > 0 } names
            ? names
            : $"Status bits {Pages.Words.Number(threshold)}",
    };
}

/// <summary>Something that a rule found.</summary>
/// <param name="ChannelId">Where.</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="What">What, in words.</param>
/// <param name="BeganAtMs">Since when, milliseconds since 1970 in UTC.</param>
/// <param name="EndedAtMs">Until when; null: it goes on.</param>
/// <param name="Fault">Why it could not be told, where it could not.</param>
public sealed record FoundAlarm(long ChannelId, string Name, string What, long BeganAtMs, long? EndedAtMs, string? Fault);
