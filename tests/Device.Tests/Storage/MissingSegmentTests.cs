using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Segments that a start does not find between those that are there, and behind the note of what was sent.</summary>
public sealed class MissingSegmentTests
{
    private readonly FlashScene scene = new();

    [Theory]
    [InlineData(3, 10, "queue03.log is missing: up to 159 entries are lost.")]
    [InlineData(3, 0)] // all was sent, and the next one was not begun
    [InlineData(0, 0)]
    public void The_first_one_is_missed_where_a_part_of_it_was_sent(int sequence, int place, params string[] lines)
    {
        scene.Note(sequence, place);
        scene.Put(4, FlashScene.Stamped(0, 169));
        scene.Put(5, FlashScene.Stamped(169, 3));
        FlashLog log = scene.Open();
        Assert.Equal(lines, scene.Lines);
        FlashScene.AssertCounts(log, 172, skipped: lines.Length > 0 ? 159 : 0);
        Assert.Equal(Enumerable.Range(0, 172), Entries.Drain(log));
    }

    [Fact]
    public void The_only_one_is_missed_where_a_part_of_it_was_sent()
    {
        scene.Note(3, 10);
        FlashLog log = scene.Open();
        Assert.Equal(["queue03.log is missing: up to 159 entries are lost."], scene.Lines);
        Assert.Equal(1, FlashScene.Append(log, 7, 1));
        Assert.Equal(SegmentBytes.File(4, FlashScene.Stamped(7, 1, 2)), scene.File(4));
        Assert.Equal([7], Entries.Drain(log));
    }

    [Fact]
    public void Those_between_are_missed_but_not_those_that_were_being_begun_or_are_something_else()
    {
        scene.Put(35, FlashScene.Stamped(0, 5));
        scene.Store.Inner.Put("queue36.log", []);
        scene.Store.Inner.Put("queue01.log", new byte[72]);
        scene.Put(40, FlashScene.Stamped(5, 5));
        FlashLog log = scene.Open();
        Assert.Equal(
            [
                "queue01.log is no segment of this log: up to 2 entries are lost.",
                "queue00.log is missing: up to 169 entries are lost.",
                "queue02.log is missing: up to 169 entries are lost.",
            ],
            scene.Lines);
        FlashScene.AssertCounts(log, 10, skipped: 2 + 2 * 169);
        Assert.Equal(Enumerable.Range(0, 10), Entries.Drain(log));
    }

    [Fact]
    public void No_more_of_them_are_missed_than_there_are_places()
    {
        scene.Put(1, FlashScene.Stamped(0, 5));
        scene.Put(100, FlashScene.Stamped(5, 5));
        FlashLog log = scene.Open();

        // 64 to 99 but the one in the first one's place, 75.
        Assert.Equal(
            Enumerable.Range(64, 36).Where(sequence => sequence != 75)
                .Select(sequence => $"queue{sequence % 37:00}.log is missing: up to 169 entries are lost."),
            scene.Lines);
        FlashScene.AssertCounts(log, 10, skipped: 35 * 169);
    }

    // 37 segments of 3 entries up to the last one; of one that is begun the header alone is there, and not whole.
    [Theory]
    [InlineData(2, 10, 40, false, 2 * 169 - 10)]
    [InlineData(2, 10, 40, true, 3 * 169 - 10)]
    [InlineData(3, 0, 40, false, 169)]
    [InlineData(4, 0, 40, false, 0)]
    [InlineData(4, 2, 40, false, 0)]
    [InlineData(4, 2, 40, true, 169 - 2)]
    [InlineData(0, 0, 40, false, 0)]
    [InlineData(0, 0, 40, true, 0)]
    public void What_had_to_go_since_the_note_of_what_was_sent_is_counted_as_dropped(int sequence, int place, int last, bool isBegun,
        int dropped)
    {
        scene.Note(sequence, place);
        int first = last - 36 + (isBegun ? 1 : 0);
        for (int k = first; k <= last; k++)
        {
            scene.Put(k, FlashScene.Stamped(3 * k, 3));
        }

        if (isBegun)
        {
            scene.Store.Inner.Put(SegmentBytes.Name(last + 1), SegmentBytes.Header(last + 1)[..20]);
        }

        FlashLog log = scene.Open();
        int sent = sequence == first ? place : 0;
        FlashScene.AssertCounts(log, 3 * (last - first + 1) - sent, dropped);
        Assert.Equal(Enumerable.Range(3 * first + sent, log.Count), Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void Where_one_behind_the_note_cannot_be_read_yet_nothing_goes_before_it()
    {
        scene.Note(1, 3);
        scene.Put(1, FlashScene.Stamped(0, 169));
        scene.Put(2, FlashScene.Stamped(169, 4));
        scene.Store.IsUnreadable = name => name == "queue01.log";
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 4);
        Assert.Empty(FlashScene.Peek(log).Numbers);
        scene.Store.IsUnreadable = _ => false;
        Assert.Equal(Enumerable.Range(3, 170), Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void Where_the_first_ones_are_missing_the_note_goes_on_to_the_first_that_is_there()
    {
        scene.Note(3, 10, 1, 77);
        scene.Put(5, FlashScene.Stamped(0, 3));
        FlashLog log = scene.Open(9);
        Assert.True(log.TrySave());
        log.NoteSent(78);
        Assert.True(log.TrySave());
        Assert.Equal((5, 0, 9, 78), scene.Noted());
    }
}
