using NanoBms.Core;
using NanoBms.Device.Storage;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Entries to store: each has its number as its current.</summary>
internal static class Entries
{
    public static Record Of(int number, long unixS = 0, long uptimeMs = 0) => new()
    {
        UnixS = unixS,
        UptimeMs = uptimeMs,
        Reading = new Reading { VoltageMilliV = 3000 + number % 1000, CurrentMilliA = number, TemperatureCentiC = -1234 },
        SocCentiPercent = 7245,
        BarDeciPercent = 18,
        NetworkCentiPercent = 7301,
        Status = StatusBits.Held | StatusBits.Buffered,
        CapacityCentiAh = 261,
    };

    public static RecordRing Ring(IEnumerable<Record> records)
    {
        Record[] all = [.. records];
        var ring = new RecordRing(Math.Max(all.Length, 1));
        foreach (Record record in all)
        {
            ring.Add(record);
        }

        return ring;
    }

    /// <summary>Tells a log the clock time of this power-up: the one that it takes.</summary>
    public static long SetClock(this FlashLog log, long startUnixS, long notedUnixS = 0, int notedBoot = 0)
    {
        Assert.True(log.TrySetClock(ref startUnixS, notedUnixS, notedBoot));
        return startUnixS;
    }

    /// <summary>Takes all out of a log: their numbers.</summary>
    public static List<int> Drain(FlashLog log)
    {
        var numbers = new List<int>();
        foreach (Record record in DrainRecords(log))
        {
            numbers.Add(record.Reading.CurrentMilliA);
        }

        return numbers;
    }

    public static List<Record> DrainRecords(FlashLog log)
    {
        var all = new List<Record>();
        var ring = new RecordRing(FlashLog.ChunkEntries);
        long[] marks = new long[FlashLog.ChunkEntries];
        for (int count = log.Peek(20, ring, marks); count > 0; count = log.Peek(20, ring, marks))
        {
            for (int k = 0; k < count; k++)
            {
                all.Add(ring.Peek(k));
            }

            log.Accept(count, marks[count - 1]);
        }

        return all;
    }
}
