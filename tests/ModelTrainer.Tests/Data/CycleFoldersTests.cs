using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Data;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests.Data;

public sealed class CycleFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CycleFoldersTests()
    {
        Write("small/25degC/a.csv", 100);
        Write("big/25degC/a.csv", 300);
        File.WriteAllText(folder.File("big-about.json"), """
            { "cell": "Big", "ratedCapacityAh": 6, "source": "here", "licence": "none" }
            """);
        File.WriteAllText(folder.File("big-capacity.csv"), "folder,name,capacity_ah\n25degC,a,5\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_cell_of_another_capacity_is_seen_at_equal_rate()
    {
        var folders = new CycleFolders([folder.File("small"), folder.File("big")], 3f);
        IReadOnlyList<Cycle> cycles = folders.Read(["a"]);

        Assert.Equal(-1f, cycles[0].CurrentA[0]);
        Assert.Equal(-0.5f, cycles[1].CurrentA[0]);

        // 1 Ah out of 5 that day, the same for a cell half as large.
        Assert.Equal(0.8f, cycles[1].Soc(0, 3f), 1e-6f);
        Assert.Equal("Big", Assert.Single(folders.Descriptions).Cell);
    }

    [Fact]
    public void Rated_labels_count_from_the_rated_capacity() =>
        Assert.Equal(1 - 1 / 6f, new CycleFolders([folder.File("big")], 3f, ratedLabels: true).Read(["a"])[0].Soc(0, 3f), 1e-6f);

    [Fact]
    public void Shares_are_of_rows_in_all()
    {
        IReadOnlyList<Cycle> cycles = new CycleFolders([folder.File("small") + "=3", folder.File("big") + "=1"], 3f).Read(["a"]);

        Assert.Equal(3 * cycles[1].Weight * cycles[1].Length, cycles[0].Weight * cycles[0].Length, 0.01f);
        Assert.Equal(400, cycles.Sum(cycle => cycle.Weight * cycle.Length), 0.01f);
    }

    [Fact]
    public void What_is_given_wrong_is_refused()
    {
        string small = folder.File("small"), big = folder.File("big");
        Assert.Equal(
            "--data: give each folder a share (FOLDER=0.7), or none of them.",
            Assert.Throws<UserError>(() => new CycleFolders([small + "=1", big], 3f).Read(["a"])).Message);
        Assert.Equal(
            $"--data: 'much' in '{small}=much' is not a share above 0.",
            Assert.Throws<UserError>(() => new CycleFolders([small + "=much"], 3f)).Message);
        Assert.Equal(
            $"'{small}' has no file named b.csv.", Assert.Throws<UserError>(() => new CycleFolders([small, big], 3f).Read(["b"])).Message);
    }

    private void Write(string name, int rows)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(
            path,
            [
                "time_s,voltage_v,current_a,temperature_c,charge_ah",
                .. Enumerable.Range(0, rows).Select(row => $"{row},3.{row % 7},-1,25,-1"),
            ]);
    }
}
