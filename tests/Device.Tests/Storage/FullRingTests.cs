using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>A log of which all segments are there: the oldest goes for each one that is begun, with what is in it.</summary>
public sealed class FullRingTests
{
    private readonly FlashScene scene = new();

    [Fact]
    public void What_goes_is_counted_entry_by_entry_from_the_first_that_was_not_sent_on()
    {
        // The first holds 4 of which 1 is sent, a damaged one and a clock time; the newest one is full but for two.
        scene.Put(5, FlashScene.Stamped(0, 4), [SegmentBytes.Damaged(), SegmentBytes.Clock(FlashScene.Start, 1)]);
        PutFrom(6, 41);
        scene.Note(5, 1);
        FlashLog log = scene.Open();
        Assert.Equal(3 + 2 * 35 + 167, log.Count);
        Assert.Equal(2, FlashScene.Append(log, 1000, 2));
        FlashScene.AssertCounts(log, 3 + 2 * 35 + 169, damaged: 1);
        Assert.Equal(1, FlashScene.Append(log, 1002, 1));
        FlashScene.AssertCounts(log, 2 * 35 + 169 + 1, dropped: 3, damaged: 1);
        Assert.Equal(SegmentBytes.File(42, FlashScene.Stamped(1002, 1, 2)), scene.File(42));
        Assert.Equal(169, FlashScene.Append(log, 1003, 169));
        FlashScene.AssertCounts(log, 2 * 34 + 169 + 170, dropped: 5, damaged: 1);
        Assert.Equal(
            [.. Enumerable.Range(14, 2 * 34), .. Enumerable.Range(82, 167), .. Enumerable.Range(1000, 172)], Entries.Drain(log));
        Assert.Single(scene.Lines);
    }

    [Fact]
    public void What_is_sent_of_the_first_one_is_not_counted_though_it_is_of_the_batch_that_is_being_sent()
    {
        PutFrom(1, 37);
        FlashLog log = scene.Open();
        Assert.Equal(2, FlashScene.Append(log, 1000, 2));
        (int[] numbers, long[] marks) = FlashScene.Peek(log);
        Assert.Equal([2, 3], numbers);

        // Both had to go while they were being sent: taking note of them costs none of the others.
        Assert.Equal(1, FlashScene.Append(log, 1002, 1));
        FlashScene.AssertCounts(log, 2 * 35 + 170, dropped: 2);
        log.Accept(2, marks[1]);
        FlashScene.AssertCounts(log, 2 * 35 + 170, dropped: 2);
        Assert.Equal([4, 5], FlashScene.Peek(log).Numbers);
        Assert.Equal(1, FlashScene.Append(log, 1003, 1));
        Assert.Equal([4, 5], FlashScene.Peek(log).Numbers);
    }

    [Fact]
    public void What_is_owed_goes_with_it()
    {
        PutFrom(1, 37);
        FlashLog log = scene.Open();
        scene.Store.IsUnreadable = name => name == "queue01.log";
        FlashScene.AcceptOldest(log, 3);
        Assert.True(log.IsBlocked);
        scene.Store.IsUnreadable = _ => false;

        // Two of the three are in the first one, which goes; the third is in the second one.
        Assert.Equal(3, FlashScene.Append(log, 1000, 3));
        FlashScene.AssertCounts(log, 2 * 35 + 170, dropped: 2);
        Assert.Equal([5], FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 2 * 35 + 170 - 1, dropped: 2);
    }

    [Fact]
    public void One_that_cannot_be_read_when_its_place_is_needed_goes_with_all_its_places()
    {
        PutFrom(1, 37);
        scene.Note(1, 1);
        FlashLog log = scene.Open();
        scene.Store.IsUnreadableFrom = (name, offset) => name == "queue01.log" && offset > 0;
        Assert.Equal(3, FlashScene.Append(log, 1000, 3));
        FlashScene.AssertCounts(log, 2 * 35 + 170, dropped: 1);
        Assert.Equal([4, 5], FlashScene.Peek(log).Numbers);
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void One_that_could_not_be_read_since_the_start_is_named_when_its_place_is_needed()
    {
        PutFrom(1, 37);
        scene.Store.IsUnreadable = name => name == "queue02.log";
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 2 * 35 + 167);
        Assert.Equal(3, FlashScene.Append(log, 1000, 3));
        FlashScene.AssertCounts(log, 2 * 34 + 170, dropped: 2);
        Assert.Empty(FlashScene.Peek(log).Numbers);
        Assert.Equal(169, FlashScene.Append(log, 1003, 169));
        FlashScene.AssertCounts(log, 2 * 34 + 170 + 169, dropped: 2, skipped: 169);
        Assert.Equal(["queue02.log could not be read until its place was needed: up to 169 entries are lost."], scene.Lines);

        // The power-up that comes behind those that a full one may hold.
        Assert.Equal(SegmentBytes.File(39, FlashScene.Stamped(1171, 1, 1 + 169 + 1)), scene.Store.Inner.Files["queue02.log"]);

        // It is one fewer that cannot be read.
        Assert.Equal([6, 7], FlashScene.Peek(log).Numbers);
        Assert.False(log.IsBlocked);
    }

    [Fact]
    public void Behind_one_that_could_not_be_read_the_next_one_goes_from_its_first_entry_on()
    {
        // The first one, of which one entry is sent, stands behind an empty place.
        PutFrom(1, 36);
        scene.Note(1, 1);
        scene.Store.IsUnreadable = name => name == "queue01.log";
        FlashLog log = scene.Open();
        scene.Store.IsUnreadable = _ => false;
        Assert.Equal(2 + 2 * 169, FlashScene.Append(log, 1000, 2 + 2 * 169));
        FlashScene.AssertCounts(log, 2 * 34 + 3 * 169, skipped: 169);
        Assert.Equal(1, FlashScene.Append(log, 1340, 1));
        FlashScene.AssertCounts(log, 2 * 33 + 3 * 169 + 1, dropped: 2, skipped: 169);
        Assert.Equal([6, 7], FlashScene.Peek(log).Numbers);
    }

    [Fact]
    public void One_that_may_be_the_newest_because_it_could_not_be_read_is_followed()
    {
        PutFrom(1, 37);
        scene.Store.IsUnreadable = name => name is "queue01.log" or "queue02.log";
        FlashLog log = scene.Open();
        Assert.Equal(1, FlashScene.Append(log, 1000, 1));
        FlashScene.AssertCounts(log, 2 * 33 + 167 + 1, dropped: 2);
        Assert.Equal(SegmentBytes.File(40, FlashScene.Stamped(1000, 1, 1 + 2 * 169 + 1)), scene.File(40));
    }

    [Fact]
    public void One_that_was_given_up_is_counted_once()
    {
        PutFrom(1, 37);
        scene.Store.IsUnreadable = name => name == "queue02.log";
        FlashLog log = scene.Open();
        FlashScene.Block(log);
        (int[] numbers, long[] marks) = FlashScene.Peek(log);
        Assert.Equal([2, 3], numbers);
        log.Accept(2, marks[1]);
        Assert.Equal([6, 7], FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 2 * 34 + 167, skipped: 169);
        Assert.Equal(3 + 169, FlashScene.Append(log, 1000, 3 + 169));
        FlashScene.AssertCounts(log, 2 * 34 + 170 + 169, skipped: 169);
        Assert.Equal(["queue02.log cannot be read: up to 169 entries are lost."], scene.Lines);
        Assert.Equal([6, 7], FlashScene.Peek(log).Numbers);
    }

    [Fact]
    public void One_that_was_given_up_before_its_turn_goes_as_a_full_one()
    {
        PutFrom(1, 37);
        scene.Store.IsUnreadable = name => name == "queue02.log";
        FlashLog log = scene.Open();
        FlashScene.Block(log);

        // The first one's turn is now; the second one is taken for full.
        Assert.Equal([2, 3], FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 2 * 35 + 167 + 169);
        Assert.Equal(3, FlashScene.Append(log, 1000, 3));
        FlashScene.AssertCounts(log, 2 * 34 + 170 + 169, dropped: 2);
        Assert.Equal(169, FlashScene.Append(log, 1003, 169));
        FlashScene.AssertCounts(log, 2 * 34 + 170 + 169, dropped: 2 + 169);
        Assert.Equal([6, 7], FlashScene.Peek(log).Numbers);
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_note_of_what_was_sent_that_cannot_be_read_is_written_anew_before_a_segment_is_begun()
    {
        scene.Note(3, 10);
        scene.Note(4, 0);
        scene.Store.IsUnreadable = name => name.StartsWith("sent.", StringComparison.Ordinal);
        scene.Store.Inner.RefusesWrites = true;
        FlashLog log = scene.Open();
        Assert.Equal(["The note of what was sent cannot be read: entries may be sent again."], scene.Lines);
        Assert.True(log.HasUnsaved);
        Assert.Equal(0, FlashScene.Append(log, 0, 1));
        scene.Store.Inner.RefusesWrites = false;

        // Where the note alone is refused, nothing is begun.
        scene.Store.FailingCall = scene.Store.Calls + 1;
        Assert.Equal(0, FlashScene.Append(log, 0, 1));
        Assert.DoesNotContain(scene.Store.Inner.Files.Keys, name => name.StartsWith("queue", StringComparison.Ordinal));
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        Assert.Equal((0, 0, 2, 0), Readable().Noted());
        FlashLog again = scene.Open(3);
        Assert.Equal([0], Entries.Drain(again));

        FlashScene Readable()
        {
            scene.Store.IsUnreadable = _ => false;
            return scene;
        }
    }

    /// <summary>
    /// Segments of two entries each, their numbers twice the segment's and one more; the last one of 167, numbered on from there.
    /// </summary>
    private void PutFrom(int first, int last)
    {
        for (int sequence = first; sequence <= last; sequence++)
        {
            scene.Put(sequence, FlashScene.Stamped(2 * sequence, sequence < last ? 2 : 167));
        }
    }
}
