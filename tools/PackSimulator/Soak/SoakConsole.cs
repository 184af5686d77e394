using System.Globalization;
using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Soak;

/// <summary>The device's console: what the soak reads in it. Without power nothing is written.</summary>
internal sealed class SoakConsole(TextWriter? writer, Func<bool> hasPower) : ILog
{
    private string lastSample = "";

    /// <summary>Exceptions that reached the top of a loop.</summary>
    public int Exceptions { get; private set; }

    /// <summary>The first of them.</summary>
    public string FirstException { get; private set; } = "";

    /// <summary>Restarts by supervision that were logged with their reason.</summary>
    public int Restarts { get; private set; }

    /// <summary>The reason of the last one.</summary>
    public string LastReason { get; private set; } = "";

    /// <inheritdoc/>
    public void Write(string line)
    {
        if (!hasPower())
        {
            return;
        }

        writer?.WriteLine(line);
        if (line.StartsWith('['))
        {
            lastSample = line;
        }
        else if (line.StartsWith("Fault in ", StringComparison.Ordinal))
        {
            Exceptions++;
            FirstException = FirstException.Length == 0 ? line : FirstException;
        }
        else if (line.StartsWith("Restart by supervision: ", StringComparison.Ordinal))
        {
            Restarts++;
            LastReason = line;
        }
    }

    /// <summary>The sample of the last line, as in "Sensor: 4.11V, -1.02A, 25.0C | SOC: 99.12%"; false where it shows none.</summary>
    public bool TryReadSample(ref MadeEntry entry)
    {
        string[] words = lastSample.Split(' ');
        int at = Array.IndexOf(words, "Sensor:");
        return at >= 0 && words.Length > at + 3
            && TryParse(words[at + 1], "V,", 100, out entry.VoltageCentiV)
            && TryParse(words[at + 2], "A,", 100, out entry.CurrentCentiA)
            && TryParse(words[at + 3], "C", 10, out entry.TemperatureDeciC);
    }

    private static bool TryParse(string word, string unit, int scale, out int value)
    {
        bool holds = decimal.TryParse(
            word.AsSpan(0, Math.Max(0, word.Length - unit.Length)), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && word.EndsWith(unit, StringComparison.Ordinal);
        value = holds ? (int)(number * scale) : 0;
        return holds;
    }
}
