using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Writes a cycle's CSV aside; only <see cref="Commit"/> puts it in its place, so that no half of one is ever found.</summary>
public sealed class CycleFile : IDisposable
{
    /// <summary>The first line of a cycle.</summary>
    public const string Heading = "time_s,voltage_v,current_a,temperature_c,charge_ah";

    private readonly string target, aside, folder;
    private StreamWriter? writer;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its place.</param>
    /// <exception cref="UserError">The place cannot be written to.</exception>
    public CycleFile(string path)
    {
        target = Path.GetFullPath(path);
        aside = target + ".part";
        folder = Path.GetDirectoryName(target)!;
        Guard(() =>
        {
            MadeFolders.Make(folder);
            writer = new StreamWriter(aside) { NewLine = "\n" };
            writer.WriteLine(Heading);
        });

        // Ctrl-C ends the process without unwinding.
        AppDomain.CurrentDomain.ProcessExit += Leave;
    }

    /// <summary>Writes a row.</summary>
    public void Write(in CycleRow row)
    {
        string line = Line(row);
        Guard(() => writer!.WriteLine(line));
    }

    /// <summary>A row as it is written.</summary>
    public static string Line(in CycleRow row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.Second},{row.VoltageV:F4},{row.CurrentA:F4},{row.TemperatureC:F2},{row.ChargeAh:F5}");

    /// <summary>Ends writing; the file still stands aside.</summary>
    public void Close() => Guard(() => writer?.Dispose());

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        Close();
        Guard(() => File.Move(aside, target, overwrite: true));
        writer = null;
        AppDomain.CurrentDomain.ProcessExit -= Leave;
    }

    /// <summary>Removes what was not put in its place.</summary>
    public void Dispose()
    {
        if (writer is not null)
        {
            writer.Dispose();
            writer = null;
            File.Delete(aside);
            MadeFolders.RemoveEmpty(folder);
        }

        AppDomain.CurrentDomain.ProcessExit -= Leave;
    }

    private void Leave(object? sender, EventArgs end)
    {
        try
        {
            File.Delete(aside);
            MadeFolders.RemoveEmpty(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An open file cannot be removed on Windows; its name says that it is but a part.
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{target}' cannot be written: {exception.Message}", exception);
        }
    }
}
