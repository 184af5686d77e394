using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;
using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Logs;

/// <summary>
/// A log in a CSV file. A row that a crash cut off is taken away at the next start: its entry is read again. A log of before there were
/// error bars is given their columns, empty in its rows.
/// </summary>
internal sealed class CsvEstimateLog : IEstimateLog
{
    private static readonly string[] Columns =
    [
        "channel_id", "entry_id", "created_at", "voltage_v", "current_a", "temperature_c",
        "soc_percent", "soc_bar_percent", "device_soc_percent", "device_soc_bar_percent", "note",
    ];

    // Before there were error bars.
    private static readonly string[] FormerColumns = [.. Columns.Where(column =>
        !column.EndsWith("_bar_percent", StringComparison.Ordinal))];

    private readonly string path;
    private readonly FileStream file;
    private readonly Dictionary<long, List<(long, long)>> earlier;

    private CsvEstimateLog(string path, FileStream file, Dictionary<long, List<(long, long)>> earlier)
    {
        this.path = path;
        this.file = file;
        this.earlier = earlier;
    }

    public static CsvEstimateLog Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            CutOffRow(file);
            if (IsFormer(file))
            {
                file.Dispose();
                Widen(path);
                file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            }

            Dictionary<long, List<(long, long)>> earlier = ReadRows(path, file);
            var log = new CsvEstimateLog(path, file, earlier);
            if (file.Length == 0)
            {
                log.Append(Columns);
            }

            file.Seek(0, SeekOrigin.End);
            return log;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new UserError(
                $"The log '{path}' cannot be opened ({exception.Message.TrimEnd('.')}); name another one, or end what uses it.", exception);
        }
        catch (UserError)
        {
            file?.Dispose();
            throw;
        }
    }

    public IReadOnlyList<(long Id, long TimeMs)> Newest(long channelId, int most) =>
        earlier.TryGetValue(channelId, out List<(long, long)>? rows) ? rows.TakeLast(most).ToList() : [];

    public void Add(Estimate estimate)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        Append(
            estimate.ChannelId.ToString(invariant), estimate.Entry.Id.ToString(invariant), FeedTime.Iso(estimate.Entry.CreatedAt),
            estimate.Sample.VoltageV?.ToString(invariant), estimate.Sample.CurrentA?.ToString(invariant),
            estimate.Sample.TemperatureC?.ToString(invariant),
            estimate.SocText, estimate.BarText, estimate.DeviceSocPercent?.ToString("F2", invariant),
            estimate.DeviceBarPercent?.ToString("F1", invariant), estimate.Note);
    }

    public void Dispose() => file.Dispose();

    private static void CutOffRow(FileStream file)
    {
        var text = new byte[file.Length];
        file.ReadExactly(text);
        file.SetLength(Array.LastIndexOf(text, (byte)'\n') + 1);
        file.Position = 0;
    }

    private static bool IsFormer(FileStream file)
    {
        using CsvReader csv = Reader(file);
        bool isFormer = csv.Read() && csv.ReadHeader() && csv.HeaderRecord!.SequenceEqual(FormerColumns);
        file.Position = 0;
        return isFormer;
    }

    /// <summary>
    /// Writes a former log anew with today's columns, beside it at first: whatever ends the program leaves one or the other.
    /// </summary>
    private static void Widen(string path)
    {
        string beside = path + ".widened";
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        using (var wide = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            using CsvReader csv = Reader(file);
            csv.Read();
            csv.ReadHeader();
            wide.Write(Encoding.UTF8.GetBytes(Row(Columns)));
            while (csv.Read())
            {
                wide.Write(Encoding.UTF8.GetBytes(Row([.. Columns.Select(
                    column => Array.IndexOf(FormerColumns, column) is >= 0 and int at ? csv.GetField(at) : "")])));
            }

            wide.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static CsvReader Reader(FileStream file) => new(
        new StreamReader(file, Encoding.UTF8, leaveOpen: true),
        new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });

    private static Dictionary<long, List<(long, long)>> ReadRows(string path, FileStream file)
    {
        var rows = new Dictionary<long, List<(long, long)>>();
        using CsvReader csv = Reader(file);
        if (!csv.Read())
        {
            return rows;
        }

        csv.ReadHeader();
        if (!csv.HeaderRecord!.SequenceEqual(Columns))
        {
            throw new UserError($"'{path}' is another table than a log of this program; name another file.");
        }

        while (csv.Read())
        {
            if (!long.TryParse(csv.GetField(0), NumberStyles.None, CultureInfo.InvariantCulture, out long channel)
                || !long.TryParse(csv.GetField(1), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                || !FeedTime.TryParse(csv.GetField(2), out DateTimeOffset time))
            {
                throw new UserError($"'{path}', line {csv.Parser.Row}, is no row of a log; repair it or name another file.");
            }

            if (!rows.TryGetValue(channel, out List<(long, long)>? list))
            {
                rows.Add(channel, list = []);
            }

            list.Add((id, time.ToUnixTimeMilliseconds()));
        }

        return rows;
    }

    private static string Row(string?[] values)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            foreach (string? value in values)
            {
                csv.WriteField(value);
            }

            csv.NextRecord();
        }

        return text.ToString();
    }

    private void Append(params string?[] values)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(Row(values)));
            file.Flush(flushToDisk: true);
        }
        catch (IOException exception)
        {
            throw new UserError(
                $"The log '{path}' cannot be written ({exception.Message.TrimEnd('.')}); make room and start again.", exception);
        }
    }
}
