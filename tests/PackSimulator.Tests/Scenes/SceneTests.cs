using NanoBms.Cells.Virtual;
using NanoBms.Model;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Scenes;
using NanoBms.PackSimulator.Sensors;

namespace NanoBms.PackSimulator.Tests.Scenes;

public class SceneTests
{
    public static TheoryData<string> Names => [.. Scene.All.Select(scene => scene.Name)];

    [Fact]
    public void A_day_drives_rests_charges_full_loses_the_network_and_a_sensor()
    {
        Scene day = Scene.Find("day")!;
        Assert.Equal(24 * 60, day.Minutes);
        List<CellSample> samples = Played(day);
        Assert.Equal(24 * 3600, samples.Count);
        Assert.InRange(samples[0].SocPercent, 79, 80.1);
        Assert.Equal(3, samples.Select(sample => sample.Phase).Distinct().Count());
        Assert.InRange(samples.Max(sample => sample.SocPercent), 97, 103);
        Assert.InRange(samples.Min(sample => sample.SocPercent), 3, 40);
        Assert.Contains(day.Acts, act => act.IsOffline);
        Assert.Contains(day.Acts, act => act.IsSensorPulled);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scene_ends_and_stays_within_the_cells_limits(string name)
    {
        Scene scene = Scene.Find(name)!;
        List<CellSample> samples = Played(scene);
        Assert.Equal(60 * scene.Minutes, samples.Count);
        Assert.All(samples, sample => Assert.InRange(sample.VoltageV, 2.5, 4.25));
        Assert.Null(scene.ActAt(60_000L * scene.Minutes));
        Assert.Equal(scene.Acts[0], scene.ActAt(0));
    }

    [Fact]
    public void Entries_wait_while_the_network_is_lost_and_arrive_after_it()
    {
        Scene scene = Scene.Find("faults")!;
        var http = new CountingHttp();
        var log = new StringWriter();
        var simulation = new PackSimulation(
            new SceneCell(scene, CellParametersFile.Default(), 25, 1), new GeneratedModel(),
            new PackSimulationOptions
            {
                Settings = new() { CloudUrl = "http://127.0.0.1:1", CloudWriteKey = "KEY", CloudChannelId = 1 },
                Faults = scene,
                IsOffline = uptimeMs => scene.ActAt(uptimeMs)?.IsOffline == true,
            },
            new TextLog(log), http);
        int most = 0, postsOffline = 0;
        while (simulation.TryStep())
        {
            bool isOffline = scene.ActAt(simulation.UptimeMs)?.IsOffline == true;
            postsOffline += isOffline ? http.Posts : 0;
            http.Posts = 0;
            most = Math.Max(most, simulation.Waiting);
        }

        Assert.Equal(0, postsOffline);
        Assert.InRange(most, 30, 60);
        Assert.True(simulation.Waiting <= 1, $"{simulation.Waiting} entries still wait.");
        Assert.Equal(simulation.Made - simulation.Waiting, simulation.Sent);
        Assert.Contains("INA226 does not answer", log.ToString());
    }

    [Fact]
    public void Only_the_sensor_chip_is_pulled()
    {
        Scene day = Scene.Find("day")!;
        long startMs = day.Acts.TakeWhile(act => !act.IsSensorPulled).Sum(act => act.Minutes * 60_000L);
        Assert.Equal(ChipFault.None, day.ChipAt(startMs - 1));
        Assert.Equal(ChipFault.Silent, day.ChipAt(startMs));
        Assert.Equal(ChipFault.None, day.ThermistorAt(startMs));
    }

    private static List<CellSample> Played(Scene scene)
    {
        var cell = new SceneCell(scene, CellParametersFile.Default(), 25, 3);
        List<CellSample> samples = [];
        while (cell.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        return samples;
    }
}
