using NanoBms.Cells.Cycles;
using NanoBms.Foundation;

namespace NanoBms.Cells.Tests.Cycles;

public sealed class CycleNamesTests
{
    [Theory]
    [InlineData("cycle_1", true)]
    [InlineData("25degC/cycle_1", true)]
    [InlineData("*degC/cycle_*", true)]
    [InlineData("cycle", false)]
    [InlineData("cycle_11", false)]
    [InlineData("0degC/cycle_1", false)]
    [InlineData("cycle_1,!25degC/*", false)]
    [InlineData("!25degC/*,cycle_1", true)]
    [InlineData("!cycle_1", false)]
    public void A_name_means_a_file_in_any_folder_or_in_one(string names, bool isMeant) =>
        Assert.Equal(isMeant, new CycleNames(names.Split(',')).Find("/set/25degC/cycle_1.csv") is not null);

    [Fact]
    public void A_part_of_a_cycle_is_meant_by_shares()
    {
        Assert.Equal(new CyclePart(0.6, 1), new CycleNames(["day@0.6-1"]).Find("25degC/day.csv"));
        Assert.Equal(CyclePart.Whole, new CycleNames(["day"]).Find("25degC/day.csv"));
        Assert.Equal(new CyclePart(0, 0.5), new CycleNames(["day", "25degC/day@0-0.5"]).Find("25degC/day.csv"));
    }

    [Theory]
    [InlineData("day@0.6", "0.6")]
    [InlineData("day@1-0.6", "1-0.6")]
    [InlineData("day@0-2", "0-2")]
    [InlineData("day@a-b", "a-b")]
    public void What_is_no_part_is_refused(string name, string part) => Assert.Equal(
        $"'{name}': '{part}' is no part of a cycle; write two shares of its time such as 0-0.6.",
        Assert.Throws<UserError>(() => new CycleNames([name])).Message);

    [Fact]
    public void Parts_that_meet_share_no_row_and_miss_none()
    {
        Cycle cycle = SlowCycle.Create(10, _ => 4.0);

        Cycle first = new CyclePart(0, 0.5).Of(cycle), second = new CyclePart(0.5, 1).Of(cycle);

        Assert.Equal([0, 1, 2, 3, 4], first.TimeS);
        Assert.Equal([5, 6, 7, 8, 9], second.TimeS);
        Assert.Equal(second.Length, second.VoltageV.Length);
        Assert.Equal(cycle.ChargeAh[7], second.ChargeAh[2]);
    }
}
