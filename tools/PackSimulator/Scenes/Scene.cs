using NanoBms.Cells.Virtual;
using NanoBms.PackSimulator.Sensors;

namespace NanoBms.PackSimulator.Scenes;

/// <summary>A scripted stretch of a battery's life, for watching: which act plays when, and what it does to board and network.</summary>
public sealed class Scene : IFaultScript
{
    /// <summary>Each scene by its name.</summary>
    public static readonly IReadOnlyList<Scene> All =
    [
        new(
            "day", startSoc: 0.8, speed: 240,
            [
                new("Driving to work", 50, CellPhase.Discharging),
                new("The network is lost while driving: entries wait", 20, CellPhase.Discharging, IsOffline: true),
                new("Parked", 180, CellPhase.Resting),
                new("Driving", 20, CellPhase.Discharging),
                new("The sensor's plug is pulled", 2, CellPhase.Discharging, IsSensorPulled: true),
                new("Driving home", 40, CellPhase.Discharging),
                new("Charging", 240, CellPhase.Charging),
                new("Parked for the night", 488, CellPhase.Resting),
                new("Driving", 60, CellPhase.Discharging),
                new("Parked", 340, CellPhase.Resting),
            ]),
        new(
            "faults", startSoc: 0.6, speed: 60,
            [
                new("Driving", 10, CellPhase.Discharging),
                new("The network is lost: entries wait", 10, CellPhase.Discharging, IsOffline: true),
                new("The network is back", 5, CellPhase.Discharging),
                new("The sensor's plug is pulled", 2, CellPhase.Discharging, IsSensorPulled: true),
                new("Driving", 10, CellPhase.Discharging),
                new("Both at once", 3, CellPhase.Discharging, IsOffline: true, IsSensorPulled: true),
                new("Driving", 20, CellPhase.Discharging),
            ]),
    ];

    private Scene(string name, double startSoc, double speed, IReadOnlyList<SceneAct> acts)
    {
        Name = name;
        StartSoc = startSoc;
        Speed = speed;
        Acts = acts;
    }

    /// <summary>Its name on the command line.</summary>
    public string Name { get; }

    /// <summary>State of charge at its start, 1 when full.</summary>
    public double StartSoc { get; }

    /// <summary>Simulated seconds a second at which it is good to watch.</summary>
    public double Speed { get; }

    /// <summary>Its parts in their order.</summary>
    public IReadOnlyList<SceneAct> Acts { get; }

    /// <summary>Simulated minutes of all parts.</summary>
    public int Minutes => Acts.Sum(act => act.Minutes);

    /// <summary>The scene of a name; null: there is none.</summary>
    public static Scene? Find(string name) => All.FirstOrDefault(scene => scene.Name == name);

    /// <summary>The act at a time; null once the scene is over.</summary>
    /// <param name="uptimeMs">Simulated milliseconds since its start.</param>
    public SceneAct? ActAt(long uptimeMs)
    {
        long endMs = 0;
        foreach (SceneAct act in Acts)
        {
            endMs += act.Minutes * 60_000L;
            if (uptimeMs < endMs)
            {
                return act;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ChipFault ChipAt(long uptimeMs) => ActAt(uptimeMs)?.IsSensorPulled == true ? ChipFault.Silent : ChipFault.None;

    /// <inheritdoc/>
    public ChipFault ThermistorAt(long uptimeMs) => ChipFault.None;
}
