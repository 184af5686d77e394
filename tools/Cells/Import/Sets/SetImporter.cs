using NanoBms.Cells.Import.Cycles;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Sets;

/// <summary>Writes the cycles of a published set.</summary>
internal static class SetImporter
{
    /// <summary>Writes all cycles, and the capacities where the set has them; nothing stands in its place before all are made.</summary>
    /// <param name="set">The set.</param>
    /// <param name="target">Folder of the cycles.</param>
    /// <param name="say">Takes a line for the user on each cycle.</param>
    public static void Write(PublishedSet set, string target, Action<string> say)
    {
        var files = new List<CycleFile>();
        try
        {
            var capacities = new List<string> { CapacityLine.Heading };
            foreach (SetCycle cycle in set.Cycles)
            {
                var file = new CycleFile(Path.Combine(target, cycle.Name + ".csv"));
                files.Add(file);
                (long rows, long seconds) = Write(cycle, file);
                file.Close();
                string parts = cycle.Parts.Count == 1 ? "1 file" : $"{cycle.Parts.Count} files";
                say(FormattableString.Invariant($"{cycle.Name}: {rows:N0} rows, {seconds / 3600.0:0.0} h, of {parts}"));
                if (set.CapacityName is not null && cycle.Recorded is { } recorded)
                {
                    capacities.Add(CapacityLine.Line(cycle.Name, recorded));
                }
            }

            files.ForEach(file => file.Commit());
            OutputFile.Write(Path.Combine(target, set.AboutName), set.About());
            say($"{set.AboutName}: who recorded the cycles, and the licence");
            if (set.CapacityName is { } name)
            {
                CapacityFile.Write(Path.Combine(target, name), capacities);
                say($"{name}: capacity of the cell on the day of each cycle");
            }
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static (long Rows, long Seconds) Write(SetCycle cycle, CycleFile file)
    {
        long start = 0, rows = 0;
        foreach (SetPart part in cycle.Parts)
        {
            List<CycleRow> read = PartReader.Read(part);
            foreach (CycleRow row in read)
            {
                file.Write(row with { Second = row.Second + start });
            }

            rows += read.Count;
            start += read[^1].Second + 1;
        }

        return (rows, start - 1);
    }
}
