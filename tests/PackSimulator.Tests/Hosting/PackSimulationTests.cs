using System.Globalization;
using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Model;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Sensors;
using NanoBms.PackSimulator.Sources;
using NanoBms.TestSupport;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>The firmware's gauge with the generated model at emulated sensors.</summary>
public class PackSimulationTests
{
    [Theory]
    [InlineData(25, 1)]
    [InlineData(25, 2)]
    [InlineData(25, 3)]
    [InlineData(10, 1)]
    [InlineData(10, 2)]
    [InlineData(10, 3)]
    public void Over_a_discharge_from_full_the_reported_charge_is_within_5_percent_of_the_true_one(double ambientC, int seed)
    {
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), ambientC, seed, once: true), new GeneratedModel(),
            new PackSimulationOptions { Seed = seed },
            new TextLog(TextWriter.Null), http: null);
        while (simulation.TryStep())
        {
        }

        Assert.InRange(simulation.Sample.SocPercent, 0, 10);
        Assert.True(simulation.Driven.Count > 300, $"{simulation.Driven.Count} estimates");
        Assert.InRange(simulation.Driven.MeanAbsolutePercent, 0, 5);
    }

    [Theory]
    [InlineData("25degC", "us06")]
    [InlineData("10degC", "us06")]
    public void A_replayed_recording_has_the_error_of_the_model_card(string folder, string name)
    {
        string row = Assert.Single(
            File.ReadLines(Repository.File("models", "panasonic18650pf-128-64.md")),
            line => line.StartsWith($"| {folder}/{name} |", StringComparison.Ordinal));
        double cardPercent = double.Parse(row.Split('|')[3], CultureInfo.InvariantCulture);
        Cycle cycle = CycleReader.Read(SharedData.Require("cycling", "panasonic18650pf", folder, name + ".csv"));
        var model = new GeneratedModel();
        var simulation = new PackSimulation(
            new RecordedCell(cycle, model.Info.RatedCapacityAh), model, new PackSimulationOptions { SensorErrorScale = 0 },
            new TextLog(TextWriter.Null), http: null);
        while (simulation.TryStep())
        {
        }

        Assert.InRange(simulation.Driven.MeanAbsolutePercent, cardPercent - 0.15, cardPercent + 0.15);
    }

    [Theory]
    [InlineData(25, 2, 8)]
    [InlineData(10, 3, 8)]
    [InlineData(0, 3, 8)]
    public void Through_a_drive_to_empty_a_rest_and_a_charge_the_shown_figure_stays_near_the_truth(
        double ambientC, double meanPercent, double maxPercent)
    {
        var log = new StringWriter();
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), ambientC, 1, once: false, soc: 0.7), new GeneratedModel(),
            new PackSimulationOptions { Seed = 1, SensorErrorScale = 1 }, new TextLog(log), http: null);
        var score = new SocScore();
        var phases = new HashSet<CellPhase>();

        // A minute for the network to start in: that is held elsewhere.
        for (int second = 0; second < 9 * 3600; second++)
        {
            Assert.True(simulation.TryStep());
            phases.Add(simulation.Sample.Phase);
            if (second >= 60)
            {
                score.Add(simulation.ReportedPercent!.Value, simulation.Sample.SocPercent);
            }
        }

        Assert.Equal(3, phases.Count);
        Assert.InRange(score.MeanAbsolutePercent, 0, meanPercent);
        Assert.InRange(score.LargestPercent, 0, maxPercent);
        Assert.DoesNotContain("Not this battery", log.ToString());
    }

    [Theory]
    [InlineData("lead-acid", 0.95, 10)]
    [InlineData("lead-acid", 0.75, 10)]
    [InlineData("lead-acid", 0.5, 10)]
    [InlineData("lead-acid", 0.3, 10)]
    [InlineData("lfp", 1, 25)]
    [InlineData("lfp", 0.9, 25)]
    [InlineData("lfp", 0.6, 15)]
    [InlineData("lfp", 0.3, 15)]
    public void A_cell_of_another_chemistry_is_named_within_minutes(string chemistry, double soc, int minutes)
    {
        ChemistryPreset preset = ChemistryPresets.Of(chemistry);
        CellParameters other = new CellPopulation(CellDescription.Usual("another", preset, 2.9), preset).Draw(2);
        var log = new StringWriter();
        var simulation = new PackSimulation(
            new DrivenCell(other, 25, 2, once: false, soc), new GeneratedModel(), new PackSimulationOptions { Seed = 2 },
            new TextLog(log), http: null);
        for (int second = 0; second < minutes * 60 && simulation.Estimator.Fault == BatteryFault.None; second++)
        {
            Assert.True(simulation.TryStep());
        }

        // The log says it with the next estimate.
        Assert.NotEqual(BatteryFault.None, simulation.Estimator.Fault);
        for (int second = 0; second < 20; second++)
        {
            Assert.True(simulation.TryStep());
        }

        Assert.Contains("Not this battery", log.ToString());
    }

    [Fact]
    public void The_first_estimate_comes_with_the_tenth_sample()
    {
        string[] lines = Log(seed: 1, seconds: 13);
        Assert.EndsWith("Sensor: no reading, INA226 is taking its first reading | Buffering data... (0/10), SOC: ---", lines[0]);
        for (int sample = 1; sample < 10; sample++)
        {
            Assert.EndsWith($"| Buffering data... ({sample}/10), SOC: ---", lines[sample]);
        }

        Assert.Matches(@"^\[1970-01-01 00:00:11\] Sensor: 4\.\d\dV, -?0\.\d\dA, 2\d\.\dC "
                + @"\| SOC: \d+\.\d% \+-\d+\.\d(, [0-9:]+ to (go|full))?, \d+ms$", lines[10]);
    }

    [Fact]
    public void A_seed_repeats_its_log_and_another_does_not()
    {
        string[] first = Log(seed: 5, seconds: 1200);
        Assert.Equal(first, Log(seed: 5, seconds: 1200));
        Assert.NotEqual(first, Log(seed: 6, seconds: 1200));
    }

    [Fact]
    public void A_scripted_fault_shows_in_the_log_and_goes_by()
    {
        string[] lines = Log(seed: 1, seconds: 60, new Script());

        // A line on the battery follows the first estimate.
        Assert.Contains("Battery: capacity ", lines[11]);
        Assert.Contains("no reading, INA226 does not answer", lines[30]);
        Assert.Contains("SOC: ", lines[30]);
        Assert.Contains("no reading, ADC does not answer | Buffering data... (0/10)", lines[46]);
        Assert.Contains("SOC: ", lines[60]);
    }

    [Fact]
    public void A_day_in_which_all_is_well_writes_the_state_of_charge_alone()
    {
        ModelFile small = TfliteReader.Read(Repository.File("models", "panasonic18650pf-32-16.int8.tflite"));
        var http = new TakingHttp();
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), 25, 1, once: false),
            new InterpretedModel(small.Quantized!, small.Manifest!, small.Sha256),
            new PackSimulationOptions { Settings = new DeviceSettings { CloudWriteKey = "KEY", CloudChannelId = 7 } },
            new TextLog(TextWriter.Null), http);
        for (int k = 0; k < 86_400; k++)
        {
            Assert.True(simulation.TryStep());
        }

        // One each 15 s from the eleventh second on; the newest may wait.
        Assert.InRange(http.Posts, 5_758, 5_760);
        Assert.Equal(0, simulation.Flash.Appends);
        TestContext.Current.TestOutputHelper!.WriteLine($"{simulation.Flash.Writes} writes, {simulation.Flash.WrittenBytes} bytes");
        Assert.InRange(simulation.Flash.Writes, 1_440, 2_880);
        Assert.Equal(152 * simulation.Flash.Writes, simulation.Flash.WrittenBytes);
    }

    private static string[] Log(int seed, int seconds, IFaultScript? faults = null)
    {
        using var writer = new StringWriter();
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), 25, seed, once: false), new GeneratedModel(),
            new PackSimulationOptions { Seed = seed, Faults = faults }, new TextLog(writer), http: null);
        for (int k = 0; k < seconds; k++)
        {
            Assert.True(simulation.TryStep());
        }

        return writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class TakingHttp : IHttp
    {
        public int Posts { get; private set; }

        public HttpReply Get(string url) => new() { Status = 200, Body = "\"-1\"" };

        public HttpReply Post(string url, IRequestBody body) =>
            new() { Status = 200, Body = (++Posts).ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>A second without the INA226 (the gauge bridges it), six without the thermistor (the window restarts).</summary>
    private sealed class Script : IFaultScript
    {
        public ChipFault ChipAt(long uptimeMs) => uptimeMs == 30_000 ? ChipFault.Silent : ChipFault.None;

        public ChipFault ThermistorAt(long uptimeMs) => uptimeMs is >= 41_000 and < 47_000 ? ChipFault.Silent : ChipFault.None;
    }
}
