namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>What the architecture's tests stand on finds what is wrong.</summary>
public sealed class CycleTests
{
    [Theory]
    [InlineData("Sensors/Ina226", "Sensors/<Chip>")]
    [InlineData("Sensors/Catalog", "Sensors/Catalog")]
    [InlineData("Sensors", "Sensors")]
    [InlineData("Cloud/Ina226", "Cloud/Ina226")]
    [InlineData("Sensors/Ina226/Deep", "Sensors/Ina226/Deep")]
    public void Folders_of_one_shape_are_one_on_the_page(string folder, string expected) => Assert.Equal(
        expected,
        FolderFamily.Of(folder,
            ArchitecturePage.Read("```arrows it\nSensors/<Chip> -> Sensors\nSensors/Catalog -> Sensors/<Chip>\n```\n")["it"]));

    [Theory]
    [InlineData("A -> B\nB -> C\nA -> C", "")]
    [InlineData("A -> B\nB -> A\nC -> A", "A B")]
    [InlineData("A -> B\nB -> C\nC -> A\nD -> E\nE -> D\nD -> A", "A B C|D E")]
    public void Groups_that_reach_each_other_are_found(string lines, string expected) =>
        Assert.Equal(expected, string.Join('|', Cycles.Of(ArchitecturePage.Read($"```arrows it\n{lines}\n```\n")["it"])));
}
