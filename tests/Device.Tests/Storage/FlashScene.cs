using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>A log whose files are put there byte by byte, and what it says of them.</summary>
internal sealed class FlashScene
{
    public const long Start = 1_772_366_400;

    public FaultyStore Store { get; } = new();

    public List<string> Lines => log.Lines;

    private readonly ListLog log = new();

    /// <summary>Entries with clock times, a second apart, numbered from the first on.</summary>
    public static IEnumerable<byte[]> Stamped(int first, int count, int boot = 1) =>
        Enumerable.Range(first, count).Select(number => SegmentBytes.Entry(number, Start + number, boot));

    /// <summary>Entries with times since power-up, a second apart from 1 s on.</summary>
    public static IEnumerable<byte[]> Unstamped(int first, int count, int boot = 1) =>
        Enumerable.Range(0, count).Select(k => SegmentBytes.Unstamped(first + k, k + 1, boot));

    public void Put(int sequence, params IEnumerable<byte[]>[] entries) =>
        Store.Inner.Put(SegmentBytes.Name(sequence), SegmentBytes.File(sequence, entries.SelectMany(part => part)));

    /// <summary>The note of what was sent: of this run's format, or of an earlier one's where the last figures are left out.</summary>
    public void Note(int sequence, int place, int? boot = null, int? number = null)
    {
        byte[] note =
        [
            .. BitConverter.GetBytes(sequence), .. BitConverter.GetBytes(place),
            .. boot == null ? [] : BitConverter.GetBytes((ushort)boot), .. number == null ? [] : BitConverter.GetBytes(number.Value),
        ];
        var file = new TwinFile(Store, "sent.");
        file.Load();
        Assert.True(file.TrySave(note));
    }

    /// <summary>The note as it stands now: where the next entry to be sent is, the power-up, the number before it.</summary>
    public (int Sequence, int Place, int Boot, int Number) Noted()
    {
        byte[] note = new TwinFile(Store, "sent.").Load()!;
        Assert.Equal(14, note.Length);
        return (
            BitConverter.ToInt32(note, 0), BitConverter.ToInt32(note, 4), BitConverter.ToUInt16(note, 8), BitConverter.ToInt32(note, 10));
    }

    public FlashLog Open(int boot = 2)
    {
        var opened = new FlashLog(Store, boot, log);
        opened.Open();
        return opened;
    }

    /// <summary>Stores entries with clock times; how many it took.</summary>
    public static int Append(FlashLog log, int first, int count) =>
        log.Append(Entries.Ring(Enumerable.Range(first, count).Select(number => Entries.Of(number, Start + number))), count);

    /// <summary>The numbers of a batch of the oldest entries, and the marks of these.</summary>
    public static (int[] Numbers, long[] Marks) Peek(FlashLog log, int most = FlashLog.ChunkEntries)
    {
        var ring = new RecordRing(FlashLog.ChunkEntries);
        ring.Add(Entries.Of(-1));
        long[] marks = new long[FlashLog.ChunkEntries];
        int count = log.Peek(most, ring, marks);
        Assert.Equal(count, ring.Count);
        return ([.. Enumerable.Range(0, count).Select(k => ring.Peek(k).Reading.CurrentMilliA)], marks[..count]);
    }

    /// <summary>Takes note that some of the oldest entries are sent, whatever they are.</summary>
    public static void AcceptOldest(FlashLog log, int count) =>
        log.AcceptOldest(count, new RecordRing(FlashLog.ChunkEntries), new long[FlashLog.ChunkEntries]);

    /// <summary>Has it try in vain so often to read what it cannot, as it does before it gives up.</summary>
    public static void Block(FlashLog log, int tries = FlashLog.MaxTries - 1)
    {
        for (int k = 0; k < tries; k++)
        {
            Assert.Empty(Peek(log).Numbers);
            Assert.True(log.IsBlocked);
        }
    }

    public static void AssertCounts(FlashLog log, int count = 0, int dropped = 0, int damaged = 0, int skipped = 0) =>
        Assert.Equal((count, dropped, damaged, skipped), (log.Count, log.Dropped, log.Damaged, log.Skipped));

    public byte[]? File(int sequence) => Store.Inner.Files.GetValueOrDefault(SegmentBytes.Name(sequence));
}
