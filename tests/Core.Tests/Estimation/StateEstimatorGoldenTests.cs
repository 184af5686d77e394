using NanoBms.Core.Tests.Estimation.Golden;
using NanoBms.TestSupport;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>
/// The estimator gives, sample by sample and to the last bit, what its parts gave when the firmware's loop composed them: see
/// Golden/README.md.
/// </summary>
public class StateEstimatorGoldenTests
{
    public static TheoryData<string> Runs => [.. GoldenRun.All.Select(run => run.Name)];

    public static TheoryData<string, string> RecordedRuns =>
        new(from line in File.ReadLines(Golden("recorded.csv")).Skip(1) let cells = line.Split(',') select (cells[0], cells[1]));

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_day_of_the_virtual_cell_is_estimated_as_before_it_was_one_class(string name)
    {
        GoldenRun run = Run(name);
        Assert.Equal(
            File.ReadAllLines(Golden($"virtual-cell.{name}.csv")).Skip(1),
            run.Lines(GoldenCycle.Virtual(Golden("virtual-cell.csv"), run.PeriodMs), one => new EstimatorGauge(one)));
    }

    [Theory]
    [MemberData(nameof(RecordedRuns))]
    public void A_recorded_cycle_is_estimated_as_before_it_was_one_class(string cycle, string name)
    {
        GoldenRun run = Run(name);
        string path = SharedData.Require("cycling", "panasonic18650pf", cycle + ".csv");
        string last = run.Lines(GoldenCycle.Recorded(path, run.PeriodMs), one => new EstimatorGauge(one))[^1];
        Assert.Equal(
            File.ReadLines(Golden("recorded.csv")).Single(line => line.StartsWith($"{cycle},{name},", StringComparison.Ordinal)),
            $"{cycle},{name},{last}");
    }

    private static GoldenRun Run(string name) => GoldenRun.All.Single(run => run.Name == name);

    private static string Golden(string name) => Repository.File("tests", "Core.Tests", "Estimation", "Golden", name);
}
