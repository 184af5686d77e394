namespace NanoBms.Cells.Virtual;

/// <summary>
/// Temperature around a cell that drifts between two limits: straight from one random value to the next. Seeded and repeatable.
/// </summary>
public sealed class AmbientDrift
{
    private const int ShortestS = 600, LongestS = 7200;

    private readonly Random random;
    private readonly double lowestC, highestC;
    private double stepC;
    private int leftS;

    /// <summary>A drift.</summary>
    /// <param name="lowestC">Lowest temperature, degrees Celsius.</param>
    /// <param name="highestC">Highest temperature, degrees Celsius.</param>
    /// <param name="seed">Seed of its turns.</param>
    public AmbientDrift(double lowestC, double highestC, int seed)
    {
        random = new Random(seed);
        this.lowestC = lowestC;
        this.highestC = highestC;
        TemperatureC = Draw();
    }

    /// <summary>The temperature now, degrees Celsius.</summary>
    public double TemperatureC { get; private set; }

    /// <summary>Goes on for a second.</summary>
    public void Advance()
    {
        if (leftS == 0)
        {
            leftS = random.Next(ShortestS, LongestS);
            stepC = (Draw() - TemperatureC) / leftS;
        }

        leftS--;
        TemperatureC += stepC;
    }

    private double Draw() => lowestC + (highestC - lowestC) * random.NextDouble();
}
