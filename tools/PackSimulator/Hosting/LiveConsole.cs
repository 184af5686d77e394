using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>
/// A terminal with a line at its foot that is kept up to date while others scroll above it. Of the firmware's lines on single samples only
/// that of an entry is shown, unless all are asked for. Where the output is no terminal, lines are written as they are and nothing is held.
/// </summary>
public sealed class LiveConsole : ILog
{
    private const int RefreshMs = 250;

    // Moves to the line's start and clears it (ECMA-48, EL).
    private const string Clear = "\r\u001b[K";

    private readonly TextWriter output;
    private readonly Func<int>? width;
    private readonly bool all, quiet;
    private string status = "", held = "", sample = "";
    private long nextMs = long.MinValue;

    /// <summary>A console.</summary>
    /// <param name="output">Where lines go.</param>
    /// <param name="width">Characters in a line of the terminal; null: no terminal.</param>
    /// <param name="all">Whether each sample's line is shown.</param>
    /// <param name="quiet">Whether the firmware's lines are left out.</param>
    public LiveConsole(TextWriter output, Func<int>? width, bool all, bool quiet)
    {
        this.output = output;
        this.width = width;
        this.all = all || width is null;
        this.quiet = quiet;
    }

    /// <summary>A line of the firmware.</summary>
    public void Write(string line)
    {
        if (quiet)
        {
            return;
        }

        if (!all && line.Contains("] Sensor: ", StringComparison.Ordinal))
        {
            sample = line;
            return;
        }

        WriteLine(line);
    }

    /// <summary>Says that an entry was made of the last sample.</summary>
    public void ShowSample()
    {
        if (sample.Length > 0)
        {
            WriteLine(sample);
            sample = "";
        }
    }

    /// <summary>A line of the simulator.</summary>
    public void WriteLine(string line)
    {
        output.Write(held.Length > 0 ? Clear : "");
        held = "";
        output.WriteLine(line);
        Draw();
    }

    /// <summary>What the line at the foot says; drawn at most four times a second.</summary>
    /// <param name="text">Makes it, for so many characters as there is room for; what is longer is cut.</param>
    public void Hold(Func<int, string> text)
    {
        if (width is null || Environment.TickCount64 < nextMs)
        {
            return;
        }

        nextMs = Environment.TickCount64 + RefreshMs;
        status = text(Room(width()));
        Draw();
    }

    /// <summary>Takes the line at the foot away.</summary>
    public void Release()
    {
        output.Write(held.Length > 0 ? Clear : "");
        status = held = "";
    }

    private void Draw()
    {
        if (width is null || status.Length == 0 || status == held)
        {
            return;
        }

        int room = Room(width());
        string fitting = status.Length <= room ? status : status[..room];
        output.Write((held.Length > 0 ? Clear : "") + fitting);
        output.Flush();
        held = status;
    }

    // A line that wraps could not be taken away again.
    private static int Room(int width) => Math.Max(0, width - 1);
}
