using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>
/// The newest segment where it is not as it was left: what a write that failed left of it, and what somebody else took away.
/// </summary>
public sealed class SegmentTailTests
{
    private readonly FlashScene scene = new();

    // Appending reads the length, then appends: calls 1 and 2; the chunk holds 20 entries at most.
    [Theory]
    [InlineData(nameof(StoreFault.Nothing), 0)]
    [InlineData(nameof(StoreFault.Half), 10)]
    [InlineData(nameof(StoreFault.SaidWrong), 20)]
    public void What_a_write_that_failed_has_left_is_not_written_again(string fault, int left)
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(3, FlashScene.Append(log, 0, 3));
        scene.Store.Fault = Enum.Parse<StoreFault>(fault);
        scene.Store.FailingCall = scene.Store.Calls + 2;
        Assert.Equal(left, FlashScene.Append(log, 3, 24));
        Assert.Equal("Append queue01.log", scene.Store.Failed);
        FlashScene.AssertCounts(log, 3 + left);
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 3 + left)), scene.File(1));
        Assert.Equal(24 - left, FlashScene.Append(log, 3 + left, 24 - left));
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 27)), scene.File(1));
        FlashScene.AssertCounts(log, 27);
        Assert.Equal(Enumerable.Range(0, 27), Entries.Drain(log));
        Assert.Equal(["The flash does not take entries: they wait in memory."], scene.Lines);
    }

    [Fact]
    public void Half_an_entry_that_a_write_left_is_filled_up_and_the_entry_written_behind_it()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        scene.Store.Fault = StoreFault.Half;
        scene.Store.FailingCall = scene.Store.Calls + 2;
        Assert.Equal(0, FlashScene.Append(log, 1, 1));
        byte[] half = [.. SegmentBytes.Entry(1, FlashScene.Start + 1, 1)[..12], .. SegmentBytes.Damaged()[..12]];
        byte[][] expected = [.. FlashScene.Stamped(0, 1), half];
        Assert.Equal(SegmentBytes.File(1, expected), scene.File(1));
        FlashScene.AssertCounts(log, 1);
        Assert.Equal(2, FlashScene.Append(log, 1, 2));
        Assert.Equal(SegmentBytes.File(1, [.. expected, .. FlashScene.Stamped(1, 2)]), scene.File(1));
        Assert.Equal([0, 1, 2], Entries.Drain(log));
    }

    [Fact]
    public void A_storage_that_does_not_tell_what_a_write_left_is_asked_again_before_the_next_one()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(2, FlashScene.Append(log, 0, 2));
        scene.Store.Inner.Put("queue01.log", SegmentBytes.File(1, FlashScene.Stamped(0, 4)));
        scene.Store.IsUnreadableFrom = (_, offset) => offset >= 24 * 3;
        Assert.Equal(0, FlashScene.Append(log, 2, 4));
        scene.Store.IsUnreadableFrom = (_, _) => false;
        scene.Store.IsUnreadable = name => name == "queue01.log";
        Assert.Equal(0, FlashScene.Append(log, 2, 4));
        scene.Store.IsUnreadable = _ => false;
        Assert.Equal(4, FlashScene.Append(log, 2, 4));
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 6)), scene.File(1));
        FlashScene.AssertCounts(log, 6);
        Assert.Equal(["The flash does not take entries: they wait in memory."], scene.Lines);
        Assert.Equal(Enumerable.Range(0, 6), Entries.Drain(log));
    }

    [Fact]
    public void That_the_flash_takes_nothing_is_said_once_until_it_takes_some_again()
    {
        const string Line = "The flash does not take entries: they wait in memory.";
        FlashLog log = scene.Open(1);
        scene.Store.Inner.RefusesWrites = true;
        Assert.Equal((0, 0), (FlashScene.Append(log, 0, 1), FlashScene.Append(log, 0, 1)));
        Assert.Equal([Line], scene.Lines);
        scene.Store.Inner.RefusesWrites = false;
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        Assert.Equal([Line], scene.Lines);
        scene.Store.Inner.RefusesWrites = true;
        Assert.Equal(0, FlashScene.Append(log, 1, 1));
        Assert.Equal([Line, Line], scene.Lines);
        Assert.Equal(0, FlashScene.Append(log, 1, 0));
        FlashScene.AssertCounts(log, 1);
    }

    // Of ten entries, some are sent; as many bytes are left of the file, fewer than none: there is none.
    [Theory]
    [InlineData(4, 24 * 8, 3, "queue01.log is shorter than it was: up to 3 entries are lost.")]
    [InlineData(4, 24 * 8 + 5, 3, "queue01.log is shorter than it was: up to 3 entries are lost.")]
    [InlineData(4, 24 * 3, 6, "queue01.log is shorter than it was: up to 6 entries are lost.")]
    [InlineData(0, 24, 10, "queue01.log is shorter than it was: up to 10 entries are lost.")]
    [InlineData(0, 24 * 10, 1, "queue01.log is shorter than it was: up to 1 entries are lost.")]
    [InlineData(0, 24 * 11, 0)]
    [InlineData(4, -1, 6, "queue01.log is not there any more: up to 6 entries are lost.")]
    [InlineData(0, -1, 10, "queue01.log is not there any more: up to 10 entries are lost.")]
    public void What_somebody_took_from_the_newest_segment_is_lost_and_named_and_nothing_else(int sent, int bytes, int lost,
        params string[] lines)
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(10, FlashScene.Append(log, 0, 10));
        if (sent > 0)
        {
            log.Accept(sent, FlashScene.Peek(log).Marks[sent - 1]);
        }

        byte[] before = scene.File(1)!;
        scene.Store.Inner.Remove("queue01.log");
        if (bytes >= 0)
        {
            scene.Store.Inner.Put("queue01.log", before[..bytes]);
        }

        Assert.Equal(2, FlashScene.Append(log, 10, 2));
        Assert.Equal(lines, scene.Lines);
        FlashScene.AssertCounts(log, 10 - sent - lost + 2, skipped: lost);
        IEnumerable<int> left = [.. Enumerable.Range(sent, 10 - sent - lost), 10, 11];
        Assert.Equal(left, FlashScene.Peek(log).Numbers);

        // A restart finds the same.
        FlashLog again = scene.Open();
        Assert.Equal(left, Entries.Drain(again));
    }

    [Fact]
    public void What_is_counted_anew_are_the_entries_of_segments_alone()
    {
        byte[] header = SegmentBytes.Header(0);
        scene.Store.Inner.Put("queue00.log", [.. header, .. FlashScene.Stamped(90, 3).SelectMany(entry => entry)]);
        FlashLog log = scene.Open(1);
        Assert.Equal(5, FlashScene.Append(log, 0, 5));
        scene.Store.Inner.Put("queue01.log", scene.File(1)![..(24 * 3)]);
        Assert.Equal(1, FlashScene.Append(log, 5, 1));
        FlashScene.AssertCounts(log, 3, skipped: 3 + 3);
        Assert.Equal([0, 1, 5], Entries.Drain(log));
    }

    [Fact]
    public void Nothing_is_lost_with_a_segment_of_which_all_was_sent()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(10, FlashScene.Append(log, 0, 10));
        scene.Store.IsStuck = _ => true;
        Assert.Equal(Enumerable.Range(0, 10), Entries.Drain(log));
        scene.Store.Inner.Remove("queue01.log");
        Assert.Equal(1, FlashScene.Append(log, 10, 1));
        FlashScene.AssertCounts(log, 1);
        Assert.Equal([10], Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_segment_is_full_with_169_entries_whatever_lies_behind_them()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(167, FlashScene.Append(log, 0, 167));
        scene.Store.Inner.Put("queue01.log", [.. SegmentBytes.File(1, FlashScene.Stamped(0, 170)), 1, 2, 3]);
        Assert.Equal(4, FlashScene.Append(log, 167, 4));
        Assert.Equal(24 * 171 + 3, scene.File(1)!.Length);
        Assert.Equal(SegmentBytes.File(2, FlashScene.Stamped(169, 2)), scene.File(2));
        FlashScene.AssertCounts(log, 171);
        Assert.Equal(Enumerable.Range(0, 171), Entries.Drain(log));
    }

    [Fact]
    public void Entries_of_somebody_else_behind_the_last_one_are_not_taken_for_those_that_are_written()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(1, FlashScene.Append(log, 0, 1));

        // The last byte alone is another one.
        byte[] other = SegmentBytes.Entry(1, FlashScene.Start + 1, 1);
        other[23] ^= 1;
        scene.Store.Inner.Put("queue01.log", SegmentBytes.File(1, [.. FlashScene.Stamped(0, 1), other]));
        Assert.Equal(1, FlashScene.Append(log, 1, 1));
        Assert.Equal(SegmentBytes.File(1, [.. FlashScene.Stamped(0, 1), other, .. FlashScene.Stamped(1, 1)]), scene.File(1));
        FlashScene.AssertCounts(log, 2);
        Assert.Equal([0, 1], Entries.Drain(log));
    }

    [Fact]
    public void What_cannot_be_filled_up_waits_until_it_can()
    {
        scene.Put(1, FlashScene.Stamped(0, 2), [[1, 2, 3]]);
        scene.Store.Inner.RefusesWrites = true;
        FlashLog log = scene.Open();
        Assert.Equal(0, FlashScene.Append(log, 2, 1));
        FlashScene.AssertCounts(log, 2);
        Assert.Equal([0, 1], FlashScene.Peek(log).Numbers);
        scene.Store.Inner.RefusesWrites = false;
        Assert.Equal(1, FlashScene.Append(log, 2, 1));
        byte[] filled = [1, 2, 3, .. SegmentBytes.Damaged()[3..]];
        Assert.Equal(
            SegmentBytes.File(1, [.. FlashScene.Stamped(0, 2), filled, .. FlashScene.Stamped(2, 1, 2)]), scene.File(1));
        Assert.Equal([0, 1, 2], Entries.Drain(log));
        Assert.Equal(FileLength.Absent, scene.Store.Length("queue01.log"));
    }
}
