using System.Diagnostics;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.SetUp;

namespace NanoBms.PackSimulator.Commands;

/// <summary>--set-up: runs a board without settings, for somebody at its page.</summary>
internal static class SetUpRun
{
    private const int RealSecondMs = 1000;

    /// <summary>Says what there is to enter.</summary>
    public static void Explain(TextWriter output, UnsetBoard board, Channel channel)
    {
        output.WriteLine($"Set-up page of the board: {board.Url}");
        output.WriteLine($"What it can be told: Wi-Fi \"{UnsetBoard.Ssid}\" with the password \"{UnsetBoard.WifiPassword}\";");
        output.WriteLine($"  channel {channel.Id} at {channel.Url.ToString().TrimEnd('/')} with the write key {channel.WriteKey}");
        output.WriteLine("Anything else is a mistake, which the page tells. While it is closed, time runs 20 times as fast. Ctrl-C ends.");
    }

    /// <summary>Runs the board until cancelled, or until that many simulated hours are over.</summary>
    public static void Run(UnsetBoard board, double speed, double? hours, CancellationToken ct)
    {
        long left = hours is { } given ? (long)(given * 3600) : long.MaxValue;
        for (; left > 0 && !ct.IsCancellationRequested && board.TryStep(); left--)
        {
            // The page is for people, whose time is not simulated.
            var second = Stopwatch.StartNew();
            int lengthMs = board.IsPageOpen ? RealSecondMs : speed > 0 ? (int)(RealSecondMs / speed) : 0;
            while (board.IsPageOpen && second.ElapsedMilliseconds < lengthMs && !ct.IsCancellationRequested)
            {
                board.Serve();
            }

            int restMs = lengthMs - (int)second.ElapsedMilliseconds;
            if (restMs > 0)
            {
                ct.WaitHandle.WaitOne(restMs);
            }
        }
    }
}
