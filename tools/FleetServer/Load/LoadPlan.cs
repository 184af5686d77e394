using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Load;

/// <summary>What a fleet of simulated gauges does.</summary>
internal sealed record LoadPlan
{
    /// <summary>Servers that the gauges are spread over.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>Gauges, one a channel, numbered from 1.</summary>
    public required int Gauges { get; init; }

    /// <summary>Time between two entries of a gauge.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long they send.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Share of the gauges, 0..1, that had no network before, and bring what they kept in bulk writes.</summary>
    public double OutageShare { get; init; }

    /// <summary>How long that outage was: an entry each period of it.</summary>
    public TimeSpan Outage { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The broker that some gauges bring their entries to; null: all come to the servers.</summary>
    public BrokerAddress? Broker { get; init; }

    /// <summary>Share of the gauges, 0..1, that do so.</summary>
    public double BrokerShare { get; init; }

    /// <summary>File for what was acknowledged one by one, or null.</summary>
    public string? AcknowledgedPath { get; init; }

    /// <summary>How often <see cref="Tell"/> is told what was seen since; null: never.</summary>
    public TimeSpan? Progress { get; init; }

    /// <summary>Takes a line.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>The write key of a gauge's channel.</summary>
    public required Func<int, string> KeyOf { get; init; }
}
