using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.NewCell;

namespace NanoBms.ModelTrainer.Tests.NewCell;

public class LogSplitTests
{
    [Fact]
    public void Of_many_logs_whole_ones_are_held_back_drives_and_charges_both()
    {
        Cycle[] drives = [.. Enumerable.Range(0, 14).Select(index => SyntheticCycles.Create(index, 300, $"drive_{index:D2}"))];
        Cycle[] charges = [.. drives.Select(drive => drive with { Name = drive.Name.Replace("drive", "charge", StringComparison.Ordinal),
            ChargeAh = [.. drive.ChargeAh.Reverse()] })];
        LogSplit split = LogSplit.ByItself([.. drives, .. charges]);
        Assert.Equal((20, 4, 4), (split.Training.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(28, split.Training.Concat(split.Validation).Concat(split.Test).Distinct().Count());
        Assert.Equal(2, split.Test.Count(LogSplit.IsCharge));
        Assert.Equal(2, split.Validation.Count(LogSplit.IsCharge));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Of_few_logs_the_last_part_of_each_is_held_back(int count)
    {
        Cycle[] cycles = [.. Enumerable.Range(0, count).Select(index => SyntheticCycles.Create(index, 1000))];
        LogSplit split = LogSplit.ByItself(cycles);
        Assert.Equal(count, split.Training.Count);
        for (int k = 0; k < count; k++)
        {
            Assert.Equal(cycles[k].TimeS, split.Training[k].TimeS.Concat(split.Validation[k].TimeS).Concat(split.Test[k].TimeS));
            Assert.Equal(
                [cycles[k].Name + "@0-0.7", cycles[k].Name + "@0.7-0.85", cycles[k].Name + "@0.85-1"],
                [split.Training[k].Name, split.Validation[k].Name, split.Test[k].Name]);
            Assert.Equal((700, 150, 150), (split.Training[k].Length, split.Validation[k].Length, split.Test[k].Length));
        }
    }
}
