
namespace NanoBms.HomeAssistant;

/// <summary>The status bits of the gauge's field7 that tell of problems, as entities.</summary>
public static class StatusProblems
{
    private static readonly (int Bit, string Key, string Name)[] All =
    [
        (1, "sensor_fault", "Sensor fault"),
        (8, "entries_waiting", "Entries wait to be sent"),
        (32, "disagreement", "Network and charge count disagree"),
        (64, "supervised_restart", "Restarted by its supervision"),
        (128, "low_charge", "Charge is low"),
        (256, "over_temperature", "Too hot"),
        (512, "over_current", "Current too high"),
        (1024, "other_battery", "Not this battery"),
    ];

    /// <summary>The problems.</summary>
    public static IEnumerable<GaugeEntity> Entities => All.Select(problem => GaugeEntity.Problem(problem.Key, problem.Name));

    /// <summary>Bits that have an entity.</summary>
    public static int Bits => All.Sum(problem => problem.Bit);

    /// <summary>The problems that a status tells of, with the bit of each.</summary>
    public static IEnumerable<(int Bit, string Name)> Of(int status) =>
        All.Where(problem => (status & problem.Bit) != 0).Select(problem => (problem.Bit, problem.Name));

    /// <summary>Adds each problem to a state; null: not known.</summary>
    public static void AddTo(IDictionary<string, object?> state, int? status)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach ((int bit, string key, _) in All)
        {
            state[key] = status is { } bits ? (bits & bit) != 0 : null;
        }
    }
}
