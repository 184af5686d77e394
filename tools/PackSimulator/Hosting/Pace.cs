using System.Diagnostics;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>Keeps simulated time at a multiple of real time.</summary>
public sealed class Pace
{
    private readonly double speed;
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();

    /// <summary>A pace.</summary>
    /// <param name="speed">Simulated seconds a second; 0: no limit.</param>
    public Pace(double speed)
    {
        this.speed = speed;
    }

    /// <summary>Waits until a simulated time has come, or until cancelled.</summary>
    public void WaitFor(long uptimeMs, CancellationToken ct)
    {
        if (speed <= 0)
        {
            return;
        }

        double waitMs = uptimeMs / speed - sinceStart.Elapsed.TotalMilliseconds;
        if (waitMs >= 1)
        {
            ct.WaitHandle.WaitOne((int)Math.Min(waitMs, int.MaxValue));
        }
    }
}
