namespace NanoBms.Cells.Virtual;

/// <summary>Normally distributed numbers of a seeded source.</summary>
public static class Normal
{
    /// <summary>The next one: mean 0, standard deviation 1 (Box-Muller).</summary>
    public static double Next(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
