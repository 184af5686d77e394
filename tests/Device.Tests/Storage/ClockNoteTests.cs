using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Clock times of power-ups on flash, written before anything is sent, and the entries that have theirs by them.</summary>
public sealed class ClockNoteTests
{
    private const long Start = FlashScene.Start;

    private readonly FlashScene scene = new();

    [Fact]
    public void Each_power_up_without_a_clock_has_its_time_noted_behind_the_entries_and_those_found_by_another_are_marked()
    {
        FlashLog log = OpenTwoUnstamped();
        Assert.Equal([0, 0, 0], Times(log));
        log.SetClock(Start);
        Assert.Equal(SegmentBytes.File(1, Noted()), scene.File(1));
        FlashScene.AssertCounts(log, 3);
        Assert.False(log.HasUnsaved);
        Assert.Equal([Start - 2, Start - 1, Start + 3], Times(log));

        // Told again, nothing is new; a restart finds the same.
        log.SetClock(Start + 50);
        Assert.Equal(SegmentBytes.File(1, Noted()), scene.File(1));
        log = scene.Open(3);
        FlashScene.AssertCounts(log, 3);
        log.SetClock(Start + 900);
        Assert.Equal([Start - 2, Start - 1, Start + 3], Times(log));
        Assert.Equal([0, 1, 5], Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void Nothing_is_sent_before_the_times_are_noted_but_for_a_flash_that_never_takes_them()
    {
        FlashLog log = OpenTwoUnstamped();
        scene.Store.Inner.RefusesWrites = true;
        log.SetClock(Start);
        Assert.True(log.HasUnsaved);
        Assert.False(log.TrySave());
        FlashScene.Block(log, 4);
        Assert.Equal([Start - 2, Start - 1, Start + 3], Times(log));
        Assert.False(log.IsBlocked);
        Assert.Equal(0, FlashScene.Append(log, 9, 1));
        scene.Store.Inner.RefusesWrites = false;
        Assert.True(log.TrySave());
        Assert.False(log.HasUnsaved);
        Assert.Equal(SegmentBytes.File(1, Noted()), scene.File(1));
        FlashScene.AssertCounts(log, 3);
    }

    [Fact]
    public void Entries_that_come_before_the_times_are_noted_stand_behind_them()
    {
        FlashLog log = OpenTwoUnstamped();
        scene.Store.Inner.RefusesWrites = true;
        log.SetClock(Start);
        scene.Store.Inner.RefusesWrites = false;
        Assert.Equal(1, FlashScene.Append(log, 9, 1));
        Assert.Equal(SegmentBytes.File(1, [.. Noted(), .. FlashScene.Stamped(9, 1, 2)]), scene.File(1));
        FlashScene.AssertCounts(log, 4);
        Assert.Equal([0, 1, 5, 9], Entries.Drain(log));
    }

    [Fact]
    public void Of_two_times_the_one_that_was_noted_is_not_noted_again_where_the_other_was_refused()
    {
        FlashLog log = OpenTwoUnstamped();

        // Length, append, length, append.
        scene.Store.Fault = StoreFault.Nothing;
        scene.Store.FailingCall = scene.Store.Calls + 4;
        log.SetClock(Start);
        Assert.Equal("Append queue01.log", scene.Store.Failed);
        Assert.Equal(SegmentBytes.File(1, Noted()[..^1]), scene.File(1));
        Assert.True(log.HasUnsaved);
        Assert.Equal([Start - 2, Start - 1, Start + 3], Times(log));
        Assert.Equal(SegmentBytes.File(1, Noted()), scene.File(1));
    }

    [Fact]
    public void A_time_that_finds_the_segment_full_begins_the_next_one()
    {
        scene.Put(1, FlashScene.Unstamped(0, 167), FlashScene.Unstamped(167, 1, 2));
        FlashLog log = scene.Open(3);
        log.SetClock(Start);
        Assert.Equal(
            SegmentBytes.File(
                1, [.. FlashScene.Unstamped(0, 167), .. FlashScene.Unstamped(167, 1, 2), SegmentBytes.Clock(Start - 2 - 168, 1, true)]),
            scene.File(1));
        Assert.Equal(SegmentBytes.File(2, [SegmentBytes.Clock(Start - 2, 2, true)]), scene.File(2));
        FlashScene.AssertCounts(log, 168);
        Assert.Equal(Enumerable.Range(0, 168), Entries.Drain(scene.Open(4)));
    }

    [Fact]
    public void A_time_without_a_place_begins_a_segment_and_waits_where_that_is_refused()
    {
        scene.Put(1, FlashScene.Unstamped(0, 169));
        FlashLog log = scene.Open(3);
        scene.Store.Inner.RefusesWrites = true;
        log.SetClock(Start);
        Assert.True(log.HasUnsaved);
        scene.Store.Inner.RefusesWrites = false;
        Assert.True(log.TrySave());
        Assert.Equal(SegmentBytes.File(2, [SegmentBytes.Clock(Start - 170, 1, true)]), scene.File(2));
    }

    [Fact]
    public void Entries_of_a_power_up_that_is_forgotten_are_dropped_once()
    {
        scene.Put(1, FlashScene.Unstamped(0, 30));
        scene.Put(2, Enumerable.Range(2, 64).Select(boot => SegmentBytes.Unstamped(28 + boot, 10, boot)));
        FlashLog log = scene.Open(70);
        log.SetClock(Start);
        FlashScene.AssertCounts(log, 94);
        Assert.Equal(30, FlashScene.Peek(log, 1).Numbers[0]);
        FlashScene.AssertCounts(log, 64, dropped: 30);
        (int[] numbers, long[] marks) = FlashScene.Peek(log, 20);
        Assert.Equal(Enumerable.Range(30, 20), numbers);
        FlashScene.AssertCounts(log, 64, dropped: 30);
        log.Accept(20, marks[19]);
        FlashScene.AssertCounts(log, 44, dropped: 30);
        Assert.Equal(Enumerable.Range(1, 44).Reverse().Select(k => Start - 11 * k + 10), Entries.DrainRecords(log).Select(r => r.UnixS));
        FlashScene.AssertCounts(log, 0, dropped: 30);
    }

    [Fact]
    public void Those_that_are_dropped_among_others_are_counted_once_however_often_they_are_looked_at()
    {
        IEnumerable<byte[]> later = Enumerable.Range(2, 64).Select(boot => SegmentBytes.Unstamped(28 + boot, 10, boot));
        scene.Put(1, FlashScene.Stamped(1000, 2), FlashScene.Unstamped(0, 3), FlashScene.Stamped(1002, 1), later);
        FlashLog log = scene.Open(70);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal([1000, 1001, 1002, 30], FlashScene.Peek(log, 4).Numbers);
            FlashScene.AssertCounts(log, 67, dropped: 3);
        }
    }

    [Fact]
    public void The_newest_time_is_that_of_all_entries_here_and_none_is_0()
    {
        FlashLog log = scene.Open(1);
        Assert.Equal(0, log.NewestUnixS);
        Assert.Equal(1, FlashScene.Append(log, 50, 1));
        Assert.Equal(1, FlashScene.Append(log, 20, 1));
        log.Append(Entries.Ring([Entries.Of(1, 0, 4000)]), 1);
        Assert.Equal(Start + 50, log.NewestUnixS);
        scene.Put(1, FlashScene.Stamped(3, 1), FlashScene.Stamped(70, 1), FlashScene.Stamped(5, 1), FlashScene.Unstamped(7, 1));
        Assert.Equal(Start + 70, scene.Open(2).NewestUnixS);
    }

    [Fact]
    public void Where_there_is_nobody_to_tell_nothing_is_said()
    {
        scene.Store.Inner.Put("queue01.log", new byte[100]);
        var log = new FlashLog(scene.Store, 1);
        log.Open();
        FlashScene.AssertCounts(log, skipped: 3);
    }

    /// <summary>Two entries of the first power-up, 1 and 2 s after it, and one of the second that is running, 3 s after it.</summary>
    private FlashLog OpenTwoUnstamped()
    {
        scene.Put(1, FlashScene.Unstamped(0, 2));
        FlashLog log = scene.Open();
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(5, 0, 3999)]), 1));
        return log;
    }

    private static byte[][] Noted() =>
    [
        .. FlashScene.Unstamped(0, 2), SegmentBytes.Unstamped(5, 3, 2),
        SegmentBytes.Clock(Start - 3, 1, true), SegmentBytes.Clock(Start, 2),
    ];

    private static IEnumerable<long> Times(FlashLog log)
    {
        var ring = new RecordRing(20);
        int count = log.Peek(20, ring, new long[20]);
        return [.. Enumerable.Range(0, count).Select(k => ring.Peek(k).UnixS)];
    }
}
