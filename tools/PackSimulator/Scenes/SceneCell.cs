using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Scenes;

/// <summary>A virtual cell that lives a scene: driven, left alone or charged as its acts say, within what the cell may.</summary>
public sealed class SceneCell : ICellSource
{
    // Of the rated capacity in an hour, where the charger may.
    private const double ChargeRate = 0.5;
    private const int RestBeforeS = 3600;

    private readonly Scene scene;
    private readonly VirtualCell cell;
    private readonly CellLimits limits;
    private readonly DriveLoad load;
    private readonly double ambientC, chargeA;
    private long seconds;
    private bool isCharged;

    /// <summary>A cell at the start of a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="parameters">The cell.</param>
    /// <param name="ambientC">Temperature around it, degrees Celsius.</param>
    /// <param name="seed">Seed of the load.</param>
    public SceneCell(Scene scene, CellParameters parameters, double ambientC, int seed)
    {
        this.scene = scene;
        this.ambientC = ambientC;
        cell = new VirtualCell(parameters, ambientC);
        limits = new CellLimits(cell);
        load = new DriveLoad(seed, parameters);
        chargeA = ChargeRate * parameters.RatedCapacityAh;

        // What was before the scene: voltages tell of it for hours.
        while (cell.Soc > scene.StartSoc && !limits.IsEmpty)
        {
            cell.Step(CurrentA(CellPhase.Discharging), 1, ambientC);
        }

        for (int k = 0; k < RestBeforeS; k++)
        {
            cell.Step(0, 1, ambientC);
        }
    }

    /// <inheritdoc/>
    public bool TryAdvance(out CellSample sample)
    {
        SceneAct? act = scene.ActAt(1000 * seconds);
        CellPhase phase = act?.Phase ?? CellPhase.Resting;
        isCharged &= phase != CellPhase.Discharging;
        if (phase == CellPhase.Charging && isCharged)
        {
            // The charger has ended by itself; the rest of the act is a rest at full.
            phase = CellPhase.Resting;
        }

        if (act is not null)
        {
            cell.Step(CurrentA(phase), 1, ambientC);
            isCharged |= phase == CellPhase.Charging && limits.IsCharged;
            seconds++;
        }

        sample = new CellSample(cell.CurrentA, cell.VoltageV, cell.TemperatureC, 100 * cell.Soc, phase);
        return act is not null;
    }

    private double CurrentA(CellPhase phase) => phase switch
    {
        CellPhase.Discharging when !limits.IsEmpty => limits.PowerA(load.NextPowerW()),
        CellPhase.Charging when limits.MayCharge => limits.ChargeA(chargeA),
        _ => 0,
    };
}
