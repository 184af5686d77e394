using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.Device.Hardware;
using NanoBms.Device.Text;

namespace NanoBms.PackSimulator.Soak;

/// <summary>The device's console: what the soak reads in it. Without power nothing is written.</summary>
/// <param name="writer">Where its lines go besides; null: nowhere.</param>
/// <param name="hasPower">Whether the device has power.</param>
/// <param name="second">The second of the soak.</param>
/// <param name="seen">Receives what the lines tell of lost and doubled entries.</param>
internal sealed partial class SoakConsole(TextWriter? writer, Func<bool> hasPower, Func<int> second, SoakObservations seen) : ILog
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

        // The device's own time may be wrong, or none.
        writer?.WriteLine($"{DecimalText.Duration(second())} {line}");
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
        else if (Lost().Match(line) is { Success: true } lost)
        {
            seen.Losses.Add((second(), Count(lost.Groups[1])));
            if (line.StartsWith("queue", StringComparison.Ordinal))
            {
                seen.LostFiles.Add(second());
            }
        }
        else if (Twice().Match(line) is { Success: true } twice)
        {
            seen.Twice.Add((UnixS(twice.Groups[2]), Count(twice.Groups[1])));
        }
        else if (Ahead().Match(line) is { Success: true } ahead)
        {
            seen.Ahead.Add(UnixS(ahead.Groups[1]));
        }
        else if (line.Contains(" does not say whether it took the entry: ", StringComparison.Ordinal))
        {
            seen.ReplyUnknown.Add(second());
        }
        else if (line == "The note of what was sent cannot be read: entries may be sent again.")
        {
            seen.SentUnknown.Add(second());
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

    private static long UnixS(Group group) => DateTimeOffset.Parse(group.ValueSpan, CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private static int Count(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    // Each sentence of the firmware that counts entries which will not come; not damaged places of a power cut, which hold none or those
    // that keepInMemory allows for.
    [GeneratedRegex(
        @"(\d+) entr(?:y|ies) (?:are lost: there was no room|are lost\.$|in memory are lost|is set aside)", RegexOptions.CultureInvariant)]
    private static partial Regex Lost();

    [GeneratedRegex(@"^The entry of (\S+) is tried ahead of those before it, which are refused\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Ahead();

    [GeneratedRegex(@"^(\d+) entries from (\S+) on may be there twice", RegexOptions.CultureInvariant)]
    private static partial Regex Twice();

    private static bool TryParse(string word, string unit, int scale, out int value)
    {
        bool holds = decimal.TryParse(
            word.AsSpan(0, Math.Max(0, word.Length - unit.Length)), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && word.EndsWith(unit, StringComparison.Ordinal);
        value = holds ? (int)(number * scale) : 0;
        return holds;
    }
}
