namespace NanoBms.PackSimulator.Soak;

/// <summary>An entry as the device made it, and what must become of it.</summary>
internal struct MadeEntry
{
    /// <summary>Second of the soak.</summary>
    public int MadeS;

    /// <summary>Number of the start that made it, 0 the first.</summary>
    public int Start;

    /// <summary>As the console showed them: hundredths of a volt and of an ampere, tenths of a degree.</summary>
    public int VoltageCentiV, CurrentCentiA, TemperatureDeciC;

    /// <summary>Hundredths of a percent.</summary>
    public int SocCentiPercent, NetworkCentiPercent;

    /// <summary>Tenths of a percent.</summary>
    public int BarDeciPercent;

    /// <summary>The number that the device gave it.</summary>
    public int Number;

    /// <summary>Bits of field7 that must be set, and that must not be.</summary>
    public int MustStatus, MustNotStatus;

    /// <summary>Whether a power cut took it, as the setting keepInMemory allows.</summary>
    public bool MayBeLost;
}

/// <summary>A start of the device.</summary>
internal struct DeviceStart
{
    /// <summary>Second of the soak in which it began, and in which it ended.</summary>
    public int FromS, ToS;

    /// <summary>Second in which its clock was set; -1: never.</summary>
    public int ClockS;

    /// <summary>Steps of its uptime before its entries were told the clock, seconds.</summary>
    public int UptimeStepS;

    /// <summary>Whether the firmware restarted itself into it.</summary>
    public bool IsSupervised;
}

/// <summary>Figures of the state of charge, hundredths of a percent; -1: none.</summary>
internal readonly record struct SocFigures(int Network, int Shown)
{
    /// <summary>
    /// Difference of the shown figure to the one that there was before, hundredths of a percent; one that is missing counts as lost.
    /// </summary>
    public int Difference(SocFigures before) => before.Shown < 0 ? 0 : Shown < 0 ? 10000 : Math.Abs(Shown - before.Shown);
}

/// <summary>All that the device made in a soak. Its memory is taken at once, so that what grows later is the device's.</summary>
internal sealed class Ledger(int entries, int starts)
{
    private readonly MadeEntry[] made = new MadeEntry[entries];
    private readonly DeviceStart[] started = new DeviceStart[starts];

    public ReadOnlySpan<MadeEntry> Entries => made.AsSpan(0, Count);

    public ReadOnlySpan<DeviceStart> Starts => started.AsSpan(0, StartCount);

    public int Count { get; private set; }

    public int StartCount { get; private set; }

    public void Add(MadeEntry entry) => made[Count++] = entry;

    public void AddStart(DeviceStart start) => started[StartCount++] = start;

    public ref DeviceStart LastStart => ref started[StartCount - 1];

    /// <summary>A power cut takes the newest entries of the running start.</summary>
    public void Lose(int newest)
    {
        for (int k = Count - 1; k >= 0 && k >= Count - newest && made[k].Start == StartCount - 1; k--)
        {
            made[k].MayBeLost = true;
        }
    }

    /// <summary>An entry.</summary>
    public MadeEntry this[int index] => made[index];
}
