namespace NanoBms.PackSimulator.Soak;

/// <summary>Makes the script of a broken soak smaller as long as it still breaks.</summary>
internal static class SoakReduction
{
    private static readonly SoakFaults[] Kinds =
        [.. Enum.GetValues<SoakFaults>().Where(kind => kind is not (SoakFaults.None or SoakFaults.Usual or SoakFaults.All))];

    /// <summary>Leaves out kinds of faults, then days: none of those that are left can go alone.</summary>
    /// <param name="broken">A soak that breaks.</param>
    /// <param name="breaks">Whether another one does.</param>
    public static SoakOptions Reduce(SoakOptions broken, Func<SoakOptions, bool> breaks)
    {
        foreach (SoakFaults kind in Kinds)
        {
            SoakOptions without = broken with { Faults = broken.Faults & ~kind };
            broken = breaks(without) ? without : broken;
        }

        for (int days = 1; days < broken.Days; days++)
        {
            SoakOptions shorter = broken with { Days = days };
            if (breaks(shorter))
            {
                return shorter;
            }
        }

        return broken;
    }

    /// <summary>A soak as a test of this project's.</summary>
    public static string Test(SoakOptions options)
    {
        string faults = string.Join(" | ", Kinds.Where(kind => options.Faults.HasFlag(kind)).Order().Select(kind => $"SoakFaults.{kind}"));
        return FormattableString.Invariant(
            $$"""
            [Fact]
            public void Seed_{{options.Seed}}_holds() => Assert.Empty(SmallModel.Broken(SmallModel.Run(
                SmallModel.Options({{options.Days}}, {{options.Seed}}, {{options.KeepInMemory}}) with { Faults = {{(faults.Length > 0 ? faults : "SoakFaults.None")}} })));
            """);
    }
}
