using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Segments that cannot be read: since the start, or when they are to be sent; for a while or for ever.</summary>
public sealed class UnreadSegmentTests
{
    private readonly FlashScene scene = new();

    [Fact]
    public void Nothing_is_sent_until_it_was_tried_eight_times_and_asking_for_the_clock_is_no_try()
    {
        PutThree();
        scene.Store.IsUnreadable = name => name == "queue02.log";
        FlashLog log = scene.Open();
        long start = FlashScene.Start;
        for (int k = 0; k < 10; k++)
        {
            Assert.False(log.TrySetClock(ref start, 0, 0));
        }

        FlashScene.Block(log, 7);
        Assert.Equal(Enumerable.Range(0, 5), FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 5 + 169 + 4);
        Assert.True(log.TrySetClock(ref start, 0, 0));
        Assert.Equal([.. Enumerable.Range(0, 5), .. Enumerable.Range(12, 4)], Entries.Drain(log));
        FlashScene.AssertCounts(log, skipped: 169);
        Assert.Equal(["queue02.log cannot be read: up to 169 entries are lost."], scene.Lines);
    }

    [Fact]
    public void Of_two_that_cannot_be_read_the_one_that_can_later_costs_nothing()
    {
        PutThree();
        scene.Store.IsUnreadable = name => name is "queue02.log" or "queue03.log";
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 5);
        FlashScene.Block(log, 2);
        scene.Store.IsUnreadable = name => name == "queue02.log";
        FlashScene.Block(log, 1);
        FlashScene.AssertCounts(log, 9);
        scene.Store.IsUnreadable = _ => false;
        Assert.Equal(Enumerable.Range(0, 5), FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 16);
        Assert.Equal(Enumerable.Range(0, 16), Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void All_that_cannot_be_read_are_given_up_together()
    {
        PutThree();
        scene.Store.IsUnreadable = name => name.StartsWith("queue0", StringComparison.Ordinal) && name != "queue02.log";
        scene.Note(1, 2);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 7);
        FlashScene.Block(log);
        Assert.Equal(Enumerable.Range(5, 7), FlashScene.Peek(log).Numbers);
    }

    // The three segments hold 5, 7 and 4 entries; what was sent is noted, and 2 of a segment are where it is in one.
    [Theory]
    [InlineData("queue01.log", 1, 2, 167)]
    [InlineData("queue01.log", 1, 0, 169)]
    [InlineData("queue02.log", 1, 2, 169)]
    [InlineData("queue03.log", 1, 0, 169)]
    [InlineData("queue01.log", 2, 0, 169)] // sent, and not removed: nobody knows that it is this one
    public void What_is_given_up_counts_for_all_its_places_that_were_not_sent(string name, int sequence, int place, int lost)
    {
        PutThree();
        scene.Note(sequence, place);
        scene.Store.IsUnreadable = file => file == name;
        FlashLog log = scene.Open();
        FlashScene.Block(log);
        List<int> numbers = Entries.Drain(log);
        int given = name[6] - '0', sent = sequence == 2 ? 5 : place;
        int[] first = [0, 0, 5, 12, 16];
        Assert.Equal(Enumerable.Range(sent, 16 - sent).Where(k => k < first[given] || k >= first[given + 1]), numbers);
        FlashScene.AssertCounts(log, skipped: lost);
        Assert.Equal([$"{name} cannot be read: up to {lost} entries are lost."], scene.Lines);
        Assert.False(log.IsBlocked);
    }

    [Fact]
    public void A_header_that_can_be_read_does_not_make_entries_of_what_cannot()
    {
        PutThree();
        scene.Store.IsUnreadableFrom = (name, offset) => name == "queue02.log" && offset > 0;
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 9);
        Assert.Equal(2 + 169, log.Boot);
        FlashScene.Block(log, 2);
        FlashScene.AssertCounts(log, 9);
        scene.Store.IsUnreadableFrom = (_, _) => false;
        Assert.Equal(Enumerable.Range(0, 16), Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_header_that_cannot_be_read_is_not_taken_for_none()
    {
        PutThree();
        scene.Store.IsUnreadableFrom = (name, offset) => name == "queue01.log" && offset == 0;
        FlashLog log = scene.Open();
        Assert.Equal(2 + 169, log.Boot);
        FlashScene.Block(log, 1);
        FlashScene.AssertCounts(log, 11);
        scene.Store.IsUnreadableFrom = (_, _) => false;
        Assert.Equal(Enumerable.Range(0, 16), Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_header_alone_that_cannot_be_read_may_be_of_a_segment()
    {
        scene.Put(1);
        scene.Store.IsUnreadableFrom = (name, offset) => name == "queue01.log";
        FlashLog log = scene.Open();
        FlashScene.Block(log, 1);

        // What is written next comes behind it.
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        Assert.Equal(SegmentBytes.File(2, FlashScene.Stamped(0, 1, 2 + 169)), scene.File(2));
    }

    [Fact]
    public void What_is_written_next_comes_behind_what_may_be_the_newest()
    {
        scene.Note(5, 0);
        scene.Store.IsUnreadable = name => name is "queue06.log" or "queue07.log";
        FlashLog log = scene.Open();
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        Assert.Equal(SegmentBytes.File(8, FlashScene.Stamped(0, 1, 2 + 2 * 169)), scene.File(8));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void Where_no_file_can_be_read_the_first_place_is_used()
    {
        scene.Store.IsUnreadable = name => name.StartsWith("queue", StringComparison.Ordinal);
        FlashLog log = scene.Open();
        Assert.Equal(2 + 37 * 169, log.Boot);
        Assert.Equal(2 + 37 * 169, scene.Noted().Boot);
        Assert.Equal(1, FlashScene.Append(log, 0, 1));
        Assert.Equal(SegmentBytes.File(38, FlashScene.Stamped(0, 1, 2 + 37 * 169)), scene.File(38));
        Assert.Equal(["queue01.log could not be read until its place was needed: up to 169 entries are lost."], scene.Lines);
    }

    // Some of 50 entries are sent; the chunk of 20 behind them cannot be read.
    [Theory]
    [InlineData(25, 20)]
    [InlineData(0, 20)]
    [InlineData(45, 5)]
    public void What_cannot_be_read_when_it_is_to_be_sent_is_tried_eight_times_and_skipped_a_chunk_at_a_time(int sent, int lost)
    {
        scene.Put(1, FlashScene.Stamped(0, 50));
        scene.Put(2, FlashScene.Stamped(50, 3));
        scene.Note(1, sent);
        FlashLog log = scene.Open();
        scene.Store.IsUnreadableFrom = (name, offset) => name == "queue01.log" && offset == 24 * (1 + sent);
        FlashScene.Block(log, 7);
        Assert.Equal(sent + lost, FlashScene.Peek(log, 1).Numbers[0]);
        Assert.Equal([$"queue01.log cannot be read: up to {lost} entries are lost."], scene.Lines);
        FlashScene.AssertCounts(log, 53 - sent - lost, skipped: lost);

        // Noted at once.
        Assert.Equal((1, sent + lost), (scene.Noted().Sequence, scene.Noted().Place));
        Assert.Equal(Enumerable.Range(sent + lost, 53 - sent - lost), Entries.Drain(log));
    }

    [Fact]
    public void A_reading_that_succeeds_has_the_tries_of_the_next_one_counted_from_nought()
    {
        scene.Put(1, FlashScene.Stamped(0, 5));
        FlashLog log = scene.Open();
        for (int k = 0; k < 3; k++)
        {
            scene.Store.IsUnreadable = name => name == "queue01.log";
            FlashScene.Block(log, 7);
            scene.Store.IsUnreadable = _ => false;
            Assert.Equal([0, 1, 2, 3, 4], FlashScene.Peek(log).Numbers);
            Assert.False(log.IsBlocked);
        }

        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void What_vanishes_while_it_runs_is_lost_from_the_first_that_was_not_sent_on()
    {
        scene.Put(1, FlashScene.Stamped(0, 30));
        scene.Put(2, FlashScene.Stamped(30, 30));
        scene.Put(3, FlashScene.Stamped(60, 3));
        FlashLog log = scene.Open();
        log.Accept(7, FlashScene.Peek(log).Marks[6]);
        scene.Store.Inner.Remove("queue01.log");
        scene.Put(2, FlashScene.Stamped(30, 10));
        Assert.Equal([.. Enumerable.Range(30, 10), .. Enumerable.Range(60, 3)], Entries.Drain(log));
        FlashScene.AssertCounts(log, skipped: 23 + 20);
        Assert.Equal(
            [
                "queue01.log is not there any more: up to 23 entries are lost.",
                "queue02.log is shorter than it was: up to 20 entries are lost.",
            ],
            scene.Lines);
    }

    [Fact]
    public void What_is_owed_is_taken_from_the_oldest_over_segments_and_what_is_skipped_counts_for_it()
    {
        scene.Put(1, FlashScene.Stamped(0, 30));
        scene.Put(2, FlashScene.Stamped(30, 30));
        FlashLog log = scene.Open();
        FlashScene.AcceptOldest(log, 25);
        FlashScene.AssertCounts(log, 35);
        Assert.Equal((1, 25), (scene.Noted().Sequence, scene.Noted().Place));

        // Five of the first and four of the second are owed; it vanishes before they can be taken note of.
        scene.Store.IsUnreadable = name => name == "queue01.log";
        FlashScene.AcceptOldest(log, 9);
        Assert.True(log.IsBlocked);
        FlashScene.AssertCounts(log, 35);
        scene.Store.IsUnreadable = _ => false;
        scene.Store.Inner.Remove("queue01.log");
        Assert.Equal(34, FlashScene.Peek(log).Numbers[0]);
        FlashScene.AssertCounts(log, 26, skipped: 5);

        // More than there are.
        FlashScene.AcceptOldest(log, 30);
        FlashScene.AssertCounts(log, 0, skipped: 5);
        Assert.Equal(1, FlashScene.Append(log, 60, 1));
        Assert.Equal([60], FlashScene.Peek(log).Numbers);
        FlashScene.AssertCounts(log, 1, skipped: 5);
    }

    [Fact]
    public void What_is_owed_is_not_taken_twice_where_the_note_of_it_is_late()
    {
        scene.Put(1, FlashScene.Stamped(0, 30));
        FlashLog log = scene.Open();
        scene.Store.Inner.RefusesWrites = true;
        FlashScene.AcceptOldest(log, 3);
        Assert.True(log.HasUnsaved);
        Assert.False(log.TrySave());
        FlashScene.AssertCounts(log, 27);
        Assert.Equal(3, FlashScene.Peek(log).Numbers[0]);
        scene.Store.Inner.RefusesWrites = false;
        Assert.True(log.TrySave());
        Assert.False(log.HasUnsaved);
        Assert.Equal(Enumerable.Range(3, 27), Entries.Drain(scene.Open(3)));
    }

    [Fact]
    public void A_mark_that_was_taken_is_not_taken_again()
    {
        scene.Put(1, FlashScene.Stamped(0, 169));
        scene.Put(2, FlashScene.Stamped(169, 5));
        FlashLog log = scene.Open();
        long[] marks = FlashScene.Peek(log).Marks;
        log.Accept(8, marks[7]);
        log.Accept(8, marks[7]);
        log.Accept(3, marks[2]);
        FlashScene.AssertCounts(log, 166);
        log.Accept(1, marks[8]);
        FlashScene.AssertCounts(log, 165);
        Assert.Equal(9, FlashScene.Peek(log).Numbers[0]);
        Entries.Drain(log);
        log.Accept(20, marks[19]);
        Assert.Equal(1, FlashScene.Append(log, 174, 1));
        FlashScene.AssertCounts(log, 1);
        Assert.Equal([174], FlashScene.Peek(log).Numbers);
    }

    private void PutThree()
    {
        scene.Put(1, FlashScene.Stamped(0, 5));
        scene.Put(2, FlashScene.Stamped(5, 7));
        scene.Put(3, FlashScene.Stamped(12, 4));
    }
}
