using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Scenes;

/// <summary>A part of a scene.</summary>
/// <param name="Title">What happens, for whoever watches.</param>
/// <param name="Minutes">How long, simulated minutes.</param>
/// <param name="Phase">What the cell does.</param>
/// <param name="IsOffline">Whether the network is away.</param>
/// <param name="IsSensorPulled">Whether the sensor chip does not answer.</param>
public sealed record SceneAct(
    string Title, int Minutes, CellPhase Phase, bool IsOffline = false, bool IsSensorPulled = false);
