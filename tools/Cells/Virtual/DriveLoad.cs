
namespace NanoBms.Cells.Virtual;

/// <summary>
/// Power of a vehicle that someone drives, scaled to one cell: trips in town, on country roads, on motorways and in a hurry, with
/// accelerations, cruising, braking and stops. Seeded and repeatable.
/// </summary>
public sealed class DriveLoad
{
    // A small electric lorry; the cell is one of 3000. Its peaks and means then lie where the recorded cycles have theirs.
    private const double MassKg = 2500, DragM2 = 1.2, AirKgPerM3 = 1.2, RollingShare = 0.012, GravityMPerS2 = 9.81;
    private const double DriveEfficiency = 0.85, RegenerationShare = 0.6, AccessoriesW = 600, Cells = 3000;

    // Of the recorded cell: capacity times the mean of full and empty voltage.
    private const double RecordedWh = 2.9 * (4.2 + 2.55) / 2;

    private static readonly Style[] Styles =
    [
        new(6, 14, 1.6, 1.8, 5, 40, 8, 40),
        new(14, 23, 1.4, 1.6, 20, 120, 5, 25),
        new(24, 32, 1.2, 1.4, 60, 400, 5, 20),
        new(10, 31, 2.6, 2.8, 5, 60, 3, 15),
    ];

    private readonly Random random;
    private readonly double scale;
    private Style style = Styles[0];
    private double speedMPerS, targetMPerS, accelerationMPerS2, gust;
    private int cruiseLeftS, stopLeftS, tripLeftS;

    /// <summary>A driver whose vehicle has the recorded cell, an NCR18650PF.</summary>
    public DriveLoad(int seed)
        : this(seed, 1)
    {
    }

    /// <summary>A driver whose vehicle has as many of another cell as give the same energy.</summary>
    public DriveLoad(int seed, CellParameters cell)
        : this(seed, cell.RatedCapacityAh * (cell.Limits.FullV + cell.Limits.EmptyV) / 2 / RecordedWh)
    {
    }

    private DriveLoad(int seed, double scale)
    {
        random = new Random(seed);
        this.scale = scale;
    }

    /// <summary>Mean power of the next second in watts at the cell: negative drives, positive brakes.</summary>
    public double NextPowerW()
    {
        double before = speedMPerS;
        Drive();
        double acceleration = speedMPerS - before, mean = (speedMPerS + before) / 2;
        double forceN = MassKg * acceleration + (mean > 0 ? RollingShare * MassKg * GravityMPerS2 : 0)
            + 0.5 * AirKgPerM3 * DragM2 * mean * mean;
        double wheelW = forceN * mean;
        double vehicleW = AccessoriesW + (wheelW > 0 ? wheelW / DriveEfficiency : wheelW * RegenerationShare);
        return -vehicleW / Cells * scale;
    }

    private void Drive()
    {
        tripLeftS--;
        if (stopLeftS > 0)
        {
            stopLeftS--;
            speedMPerS = 0;
            return;
        }

        if (speedMPerS == 0 && targetMPerS == 0)
        {
            SetOff();
        }

        if (Math.Abs(speedMPerS - targetMPerS) > accelerationMPerS2)
        {
            // Powerful at low speed, less so towards the top.
            double change = speedMPerS < targetMPerS ? accelerationMPerS2 * (1 - speedMPerS / 45) : -accelerationMPerS2;
            speedMPerS = Math.Max(0, speedMPerS + change);
            return;
        }

        if (targetMPerS == 0)
        {
            speedMPerS = 0;
            stopLeftS = tripLeftS <= 0 ? random.Next(60, 240) : Between(style.ShortestStopS, style.LongestStopS);
            return;
        }

        gust = 0.9 * gust + 0.15 * Normal.Next(random);
        speedMPerS = Math.Max(0.1, targetMPerS + gust);
        if (--cruiseLeftS <= 0)
        {
            Slow();
        }
    }

    private void SetOff()
    {
        if (tripLeftS <= 0)
        {
            style = Styles[random.Next(Styles.Length)];
            tripLeftS = random.Next(300, 1200);
        }

        Aim(style.SlowestMPerS + (style.FastestMPerS - style.SlowestMPerS) * random.NextDouble());
    }

    private void Slow()
    {
        bool stops = tripLeftS <= 0 || random.NextDouble() < 0.5;
        double target = stops ? 0 : style.SlowestMPerS + (style.FastestMPerS - style.SlowestMPerS) * random.NextDouble();
        Aim(target);
    }

    private void Aim(double target)
    {
        double most = target > speedMPerS ? style.AccelerationMPerS2 : style.BrakingMPerS2;
        (targetMPerS, accelerationMPerS2, gust) = (target, most * (0.5 + 0.5 * random.NextDouble()), 0);
        cruiseLeftS = Between(style.ShortestCruiseS, style.LongestCruiseS);
    }

    private int Between(int min, int max) => random.Next(min, max + 1);

    private sealed record Style(
        double SlowestMPerS, double FastestMPerS, double AccelerationMPerS2, double BrakingMPerS2, int ShortestCruiseS, int LongestCruiseS,
        int ShortestStopS, int LongestStopS);
}
