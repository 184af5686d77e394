using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;
using NanoBms.Model;
using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>Batteries of many cells through the real registers, their range and their steps: as exact as one cell.</summary>
public class PackSizeTests
{
    private const int Hours = 3;

    /// <summary>One cell's mean errors, by temperature.</summary>
    private static readonly Dictionary<double, Lazy<double>> OneCell = new double[] { 25, 0 }.ToDictionary(
        ambientC => ambientC, ambientC => new Lazy<double>(() => MeanPercent(new DeviceSettings(), ambientC)));

    [Theory]
    [InlineData(3, 2, 0, "INA226", 25)]
    [InlineData(4, 1, 100, "INA226", 25)]
    [InlineData(4, 1, 100, "INA226", 0)]
    [InlineData(4, 1, 100, "INA219", 25)]
    [InlineData(13, 4, 0, "INA228", 25)]
    [InlineData(13, 4, 0, "INA228", 0)]
    public void The_mean_error_is_that_of_one_cell(int series, int parallel, float capacityAh, string sensor, double ambientC)
    {
        var settings = new DeviceSettings
        {
            CellsInSeries = series,
            CellsInParallel = parallel,
            CellCapacityAh = capacityAh,
            CurrentSensor = sensor,
        };
        var model = new GeneratedModel();
        float cells = parallel * (capacityAh > 0 ? capacityAh / model.Info.RatedCapacityAh : 1);
        settings.ShuntOhm /= cells;
        Assert.Null(settings.FirstError());
        var errors = new SettingsErrors();
        settings.CheckFit(errors, model.Info, canSleep: false, adcChannels: 8);
        Assert.Equal(0, errors.Count);

        double one = OneCell[ambientC].Value;
        Assert.InRange(one, 0, 3);
        Assert.InRange(MeanPercent(settings, ambientC), one - 0.3, one + 0.3);
    }

    /// <summary>A drive to empty, a rest and a charge, through sensors without errors but those of their steps.</summary>
    private static double MeanPercent(DeviceSettings settings, double ambientC)
    {
        var model = new GeneratedModel();
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), ambientC, seed: 3, once: false, soc: 0.6), model,
            new PackSimulationOptions { Settings = settings, CellCapacityAh = model.Info.RatedCapacityAh, SensorErrorScale = 0 },
            new TextLog(TextWriter.Null), http: null);
        for (int second = 0; second < Hours * 3600; second++)
        {
            Assert.True(simulation.TryStep());
        }

        Assert.InRange(simulation.All.Count, Hours * 200, Hours * 260);
        return simulation.All.MeanAbsolutePercent;
    }
}
