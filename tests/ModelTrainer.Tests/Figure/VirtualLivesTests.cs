using System.CommandLine;
using System.Globalization;
using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Commands;
using NanoBms.ModelTrainer.Figure;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests.Figure;

public sealed class VirtualLivesTests
{
    private static readonly CellParameters Fresh = CellParametersFile.Default();

    [Theory]
    [InlineData("4,x")]
    [InlineData("-1")]
    [InlineData("100")]
    [InlineData(",")]
    public void Sets_of_lives_that_are_not_there_are_refused_with_one_sentence(string list)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = CommandProgram.Run(
            new RootCommand { FigureCommand.Create() },
            ["figure", Repository.File("models", "panasonic18650pf-32-16"), "--data", ".", "--lives", "--life-sets", list], output, errors);

        Assert.NotEqual(0, code);
        Assert.Equal($"error: --life-sets '{list}' must be numbers from 0 to 99, separated by commas.", errors.ToString().Trim());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Minutes_of_use_are_those_in_which_a_current_flowed_and_at_least_one()
    {
        // Two minutes at rest but for 10 mA, which is nothing of 2 Ah; then an ampere, either way.
        VirtualLife life = Record(second => second < 120 ? 0.010 : second % 2 == 0 ? -1 : 1, 600);

        Assert.Equal([1, 1, 1, 1, 2, 8], new[] { 1, 2, 3, 3, 4, 10 }.Select(life.MinutesOfUse));
    }

    [Fact]
    public void A_life_ends_with_its_seconds_with_its_cell_or_with_what_was_asked_for()
    {
        Assert.Equal(30, Record(_ => 0, 30).Cycle.Length);
        Assert.Equal(40, Record(_ => 0, 600, cellS: 40).Cycle.Length);
        Assert.Equal(11, Record(second => second, 600, ends: sample => sample.CurrentA >= 10).Cycle.Length);
    }

    [Fact]
    public void A_recorded_life_counts_from_full_by_what_its_cell_holds()
    {
        Cycle cycle = Record(_ => 0, 3).Cycle;

        Assert.Equal([-1.0, -1.0, -1.0], cycle.ChargeAh!);
        Assert.Equal(0.5f, cycle.Soc(2, 2f), 1e-6f);
    }

    [Fact]
    public void A_driven_cell_rests_between_the_times_of_use_and_begins_where_it_is_told_to()
    {
        CellSample[] samples = Samples(new UsedCell(Fresh, 25, 5, 0.6, isCharged: false, useS: 300, pauseS: 600), 1500);

        Assert.InRange(samples[0].SocPercent, 59, 60);
        Assert.All(samples[300..900], sample => Assert.Equal((0.0, CellPhase.Resting), (sample.CurrentA, sample.Phase)));
        Assert.Contains(samples[..300], sample => sample.CurrentA < -1);
        Assert.Contains(samples[900..1200], sample => sample.CurrentA < -1);
        Assert.True(samples[1499].SocPercent < samples[0].SocPercent);
    }

    [Fact]
    public void A_charged_cell_takes_half_its_capacity_an_hour_and_ends_full()
    {
        CellSample[] samples = Samples(new UsedCell(Fresh, 25, 5, 0.9, isCharged: true, useS: 2700, pauseS: 0), 7200);

        Assert.Equal(Fresh.RatedCapacityAh / 2, samples[0].CurrentA, 3);
        Assert.InRange(samples.Length, 600, 7199);
        Assert.InRange(samples[^1].SocPercent, 99, 102);
    }

    [Fact]
    public void Own_cells_are_of_four_temperatures_fresh_and_worn_and_the_same_each_time()
    {
        VirtualLife[] lives = [.. VirtualLives.Own(Fresh, 0)], again = [.. VirtualLives.Own(Fresh, 0)];

        Assert.All(lives, life => Assert.True(life.IsOwn));
        Assert.Equal([11, 11, 11, 11], lives.GroupBy(life => life.Kind).Select(kind => kind.Count()));
        Assert.Equal(16, lives.Count(life => life.Cycle.CapacityAh < 0.81f * Fresh.RatedCapacityAh));
        Assert.All(lives.Zip(again), pair => Assert.Equal(pair.First.Cycle.VoltageV, pair.Second.Cycle.VoltageV));
    }

    [Fact]
    public void Other_cells_are_driven_with_pauses_and_charged_from_eight_charges_each()
    {
        VirtualLife[] lives = [.. VirtualLives.Others(2.9, 0)];

        Assert.All(lives, life => Assert.Equal(LifeBattery.OtherChemistry, life.Battery));
        Assert.Equal(
            ["lfp driven at 25 degC 24", "lfp driven, pauses at 25 degC 24", "lfp charged at 25 degC 18"],
            lives.GroupBy(life => life.Kind).Take(3).Select(kind => $"{kind.Key} {kind.Count()}"));
        Assert.InRange(lives.Length, 5 * 66 - 4, 5 * 66);
        Assert.All(lives, life => Assert.InRange(life.Cycle.Length, 60, 2700));

        // Its voltage is its own chemistry's, which is what it is to be named by.
        float fullV = (float)ChemistryPresets.Of("lfp").FullVoltageV;
        Assert.All(
            lives.Where(life => life.Kind.StartsWith("lfp", StringComparison.Ordinal)),
            life => Assert.InRange(life.Cycle.VoltageV.Max(), 2.5f, fullV + 0.05f));
    }

    [Fact]
    public void A_battery_of_another_capacity_has_the_same_voltages_at_currents_of_an_equal_rate()
    {
        VirtualLife[] lives = [.. VirtualLives.OtherCapacities(Fresh, 0)];

        Assert.All(lives, life => Assert.Equal(LifeBattery.OtherCapacity, life.Battery));
        Assert.Equal(
            [
                "half the capacity at 25 degC 9", "half the capacity at 0 degC 9",
                "twice the capacity at 25 degC 9", "twice the capacity at 0 degC 9",
            ],
            lives.GroupBy(life => life.Kind).Select(kind => $"{kind.Key} {kind.Count()}"));
        float rated = (float)Fresh.RatedCapacityAh;
        Assert.Equal([0.5f * rated, 2 * rated], lives.Select(life => life.Cycle.CapacityAh!.Value).Distinct());
        foreach ((VirtualLife half, VirtualLife twice) in lives.Take(18).Zip(lives.Skip(18)))
        {
            Assert.Equal(half.Cycle.VoltageV, twice.Cycle.VoltageV);
            Assert.Equal(half.Cycle.CurrentA.Select(ampere => 4 * ampere), twice.Cycle.CurrentA);
            Assert.Equal(half.Cycle.Soc(600, 0), twice.Cycle.Soc(600, 0), 1e-5f);
        }
    }

    [Fact]
    public void Another_set_has_other_loads_and_other_cells()
    {
        Assert.All(
            VirtualLives.Own(Fresh, 0).Zip(VirtualLives.Own(Fresh, 1)),
            pair => Assert.NotEqual(pair.First.Cycle.CurrentA.Take(3600), pair.Second.Cycle.CurrentA.Take(3600)));
        Assert.Equal([2, 5, 9], Draws(0));
        Assert.Equal([302, 305, 309], Draws(3));
    }

    private static IEnumerable<int> Draws(int set) => VirtualLives.Others(2.9, set)
        .Select(life => int.Parse(life.Cycle.Name.Split('-')[0], CultureInfo.InvariantCulture)).Distinct().Order();

    private static VirtualLife Record(
        Func<int, double> currentA, int seconds, int cellS = int.MaxValue, Func<CellSample, bool>? ends = null) =>
        VirtualLife.Record("kind", LifeBattery.OtherChemistry, "name", new Told(currentA, cellS), 2, seconds, ends);

    private static CellSample[] Samples(UsedCell cell, int seconds)
    {
        var samples = new List<CellSample>();
        while (samples.Count < seconds && cell.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        return [.. samples];
    }

    /// <summary>A cell at half its charge whose current is told for each second.</summary>
    private sealed class Told(Func<int, double> currentA, int seconds) : ICellSource
    {
        private int second;

        public bool TryAdvance(out CellSample sample)
        {
            sample = new CellSample(currentA(second), 3.7, 25, 50, CellPhase.Discharging);
            return second++ < seconds;
        }
    }
}
