using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>When entries that wait move to flash, what is told of it, and which numbers they have.</summary>
public sealed class RecordQueueStoreTests
{
    private const long Start = 1_772_366_400;

    private readonly FaultyStore store = new();

    [Fact]
    public void Entries_move_by_twenty_until_no_more_are_in_memory_than_may_be()
    {
        (RecordQueue queue, FlashLog flash) = Queue(100, 3);
        Add(queue, 0, 3);
        Assert.Equal((false, false), (queue.HasUnstored, queue.NeedsStoring(0)));
        Add(queue, 3, 41);
        Assert.Equal((true, true), (queue.HasUnstored, queue.NeedsStoring(0)));
        queue.StoreStep(0);
        Assert.Equal((41, 44, false), (flash.Count, queue.Count, queue.HasUnstored));
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 41)), store.Inner.Files["queue01.log"]);
        Assert.Equal(0, queue.StoreAll());
        Assert.Equal(44, flash.Count);
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 44)), store.Inner.Files["queue01.log"]);
    }

    [Fact]
    public void What_the_flash_does_not_take_stays_in_memory_is_told_and_tried_again_after_a_minute()
    {
        (RecordQueue queue, FlashLog flash) = Queue(100, 0);
        Add(queue, 0, 30);
        store.Inner.RefusesWrites = true;
        Assert.False(queue.StoreFailed);
        Assert.Equal(30, queue.StoreAll());
        queue.StoreStep(1_000_000);
        Assert.Equal((true, true, false), (queue.StoreFailed, queue.HasUnstored, queue.NeedsStoring(1_059_999)));
        store.Inner.RefusesWrites = false;
        queue.StoreStep(1_059_999);
        Assert.Equal((0, 30), (flash.Count, queue.Count));
        Assert.True(queue.NeedsStoring(1_060_000));
        queue.StoreStep(1_060_000);
        Assert.Equal((30, 30, false), (flash.Count, queue.Count, queue.StoreFailed));

        // Half of the last chunk was written when it failed.
        Add(queue, 30, 30);
        store.Fault = StoreFault.Half;
        store.FailingCall = store.Calls + 4;
        queue.StoreStep(1_060_001);
        Assert.Equal((55, 60, true), (flash.Count, queue.Count, queue.StoreFailed));
        Assert.Equal(0, queue.StoreAll());
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(0, 60)), store.Inner.Files["queue01.log"]);
    }

    [Fact]
    public void Of_entries_that_are_being_sent_those_that_moved_to_flash_alone_are_taken_from_it()
    {
        // Some were sent before, so that places of the batch are not those of the memory's first entries.
        (RecordQueue queue, FlashLog flash) = Queue(100, 10);
        Add(queue, 0, 7);
        Assert.Equal(7, queue.TakeBatch(20));
        queue.Accept(7);
        Add(queue, 7, 5);
        Assert.Equal(5, queue.TakeBatch(20));
        Add(queue, 12, 7);
        queue.StoreStep(0);
        Assert.Equal((2, 12), (flash.Count, queue.Count));
        queue.Accept(5);
        Assert.Equal((0, 7), (flash.Count, queue.Count));

        // Had more been taken from it, what comes there next would be taken for sent.
        Assert.Equal(0, queue.StoreAll());
        Assert.Equal((7, 7), (flash.Count, queue.Count));
        Assert.Equal(7, queue.TakeBatch(20));
        Assert.Equal(Enumerable.Range(12, 7), Enumerable.Range(0, 7).Select(k => (int)(queue.Batch(k).UnixS - Start)));
    }

    [Fact]
    public void Without_a_flash_nothing_is_to_be_stored()
    {
        var queue = new RecordQueue(5);
        Add(queue, 0, 7);
        queue.StoreStep(0);
        Assert.Equal((5, 2, 5), (queue.Count, queue.Dropped, queue.StoreAll()));
        Assert.Equal((false, false, false), (queue.HasUnstored, queue.NeedsStoring(0), queue.StoreFailed));
        Assert.Equal(5, queue.TakeBatch(20));
        Assert.Equal((false, false), (queue.IsBlocked, queue.IsBatchStored));
        queue.Accept(5);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_restart_keeps_what_was_sent_though_the_flash_did_not_take_the_note_of_it_then()
    {
        (RecordQueue queue, FlashLog flash) = Queue(100, 0);
        Add(queue, 0, 5);
        queue.StoreStep(0);
        Assert.Equal(5, queue.TakeBatch(20));
        store.Inner.RefusesWrites = true;
        queue.Accept(2);
        Assert.True(flash.HasUnsaved && queue.HasUnstored);
        store.Inner.RefusesWrites = false;
        Assert.Equal(0, queue.StoreAll());
        Assert.False(flash.HasUnsaved || queue.HasUnstored);
        (RecordQueue again, _) = Queue(100, 0, 2);
        Assert.Equal(3, again.TakeBatch(20));
    }

    [Fact]
    public void Taking_note_of_no_entry_changes_nothing()
    {
        (RecordQueue queue, FlashLog flash) = Queue(4, 0);
        store.Inner.RefusesWrites = true;
        Add(queue, 0, 6);
        Assert.Equal(4, queue.TakeBatch(20));
        Assert.Equal("n3-2r", queue.NumberText(0));
        queue.Accept(0);
        queue.Accept(-3);
        Assert.Equal((4, false, 4), (queue.Count, flash.HasUnsaved, queue.TakeBatch(20)));
        Assert.Equal("n3-2r", queue.NumberText(0));
        queue.Accept(1);
        Assert.Equal(3, queue.TakeBatch(20));
        Assert.Equal("n4", queue.NumberText(0));

        // What is dropped once it was said is said anew.
        Add(queue, 6, 3);
        Assert.Equal(4, queue.TakeBatch(2) + queue.TakeBatch(2));
        Assert.Equal("n6-2r", queue.NumberText(0));
    }

    [Fact]
    public void What_is_lost_is_said_by_its_reason_with_the_first_entry_that_is_sent_and_once()
    {
        byte[][] damaged = [SegmentBytes.Damaged(), SegmentBytes.Damaged()];
        store.Inner.Put("queue01.log", SegmentBytes.File(1, [.. FlashScene.Stamped(0, 3), .. damaged, .. FlashScene.Stamped(3, 1)]));
        store.Inner.Put("queue02.log", new byte[24 * 6]);
        (RecordQueue queue, _) = Queue(3, 0, 2);
        queue.StartNumbers(40, 9);
        queue.StoreStep(0);
        store.Inner.RefusesWrites = true;
        Add(queue, 4, 5);
        Assert.Equal((7, 2, 45), (queue.Count, queue.Dropped, queue.NewestNumber));
        Assert.Equal(7, queue.TakeBatch(20));
        const string First = "n39-2r-7d-9s";
        Assert.Equal([First, "n40", "n45"], [queue.NumberText(0), queue.NumberText(1), queue.NumberText(6)]);
        Assert.Equal(7, queue.TakeBatch(20));
        Assert.Equal(First, queue.NumberText(0));
        store.Inner.RefusesWrites = false;

        // The first one is not asked for: nothing is said of it.
        Assert.Equal(7, queue.TakeBatch(20));
        Assert.Equal("n40", queue.NumberText(1));
        queue.Accept(1);
        Assert.Equal(9, queue.LeftOutNumbers);
        Assert.Equal(6, queue.TakeBatch(20));
        Assert.Equal("n40-2r-7d-9s", queue.NumberText(0));
        queue.Accept(1);
        Assert.Equal(0, queue.LeftOutNumbers);
        Assert.Equal(5, queue.TakeBatch(20));
        Assert.Equal("n41", queue.NumberText(0));
    }

    [Fact]
    public void Numbers_that_go_on_behind_what_was_sent_must_be_noted()
    {
        (RecordQueue queue, _) = Queue(10, 0);
        queue.StartNumbers(70, 0);
        Add(queue, 0, 3);
        queue.StoreStep(0);
        Assert.Equal(3, queue.TakeBatch(20));
        queue.Accept(1);
        Assert.False(queue.MustNote);

        // The state was lost: 71 was sent, two wait.
        (queue, _) = Queue(10, 0, 2);
        queue.StartNumbers(0, 0);
        Assert.Equal(2, queue.TakeBatch(20));
        Assert.Equal((true, 73, "n72"), (queue.MustNote, queue.NewestNumber, queue.NumberText(0)));

        // It stays so until it is noted, and then is not so again.
        Assert.Equal(2, queue.TakeBatch(20));
        Assert.True(queue.MustNote);
        queue.StartNumbers(0, 0);
        Assert.Equal(2, queue.TakeBatch(20));
        Assert.Equal((true, 73), (queue.MustNote, queue.NewestNumber));
        queue.Noted();
        Assert.Equal(2, queue.TakeBatch(20));
        Assert.False(queue.MustNote);

        // A step of storing finds it, too.
        (queue, _) = Queue(10, 0, 3);
        queue.StoreStep(0);
        Assert.Equal((true, 73), (queue.MustNote, queue.NewestNumber));
    }

    [Fact]
    public void The_first_entry_that_waits_on_flash_has_the_number_before_it_noted()
    {
        (RecordQueue queue, FlashLog flash) = Queue(10, 2);
        queue.StartNumbers(70, 0);
        Add(queue, 0, 2);
        queue.StoreStep(0);
        Assert.Equal(0, flash.SentNumber);
        Add(queue, 2, 1);
        queue.StoreStep(0);
        Assert.Equal(70, flash.SentNumber);
        Add(queue, 3, 1);
        queue.StoreStep(0);
        Assert.Equal(70, flash.SentNumber);

        // What is sent from memory alone is not noted, what waited is.
        Assert.Equal(4, queue.TakeBatch(20));
        queue.Accept(3);
        Assert.Equal(73, flash.SentNumber);
        Assert.Equal(1, queue.TakeBatch(20));
        queue.Accept(1);
        Assert.Equal((73, 0), (flash.SentNumber, queue.Count));
        Add(queue, 4, 3);
        queue.StoreStep(0);
        Assert.Equal(74, flash.SentNumber);
    }

    [Fact]
    public void Entries_that_moved_while_they_were_sent_are_taken_note_of_with_those_before_them_and_no_other()
    {
        (RecordQueue queue, FlashLog flash) = Queue(10, 1);
        Add(queue, 0, 3);
        queue.StoreStep(0);
        Assert.Equal(3, queue.TakeBatch(20));
        Assert.True(queue.IsBatchStored);
        Add(queue, 3, 3);
        queue.StoreStep(0);
        Assert.Equal((5, 6), (flash.Count, queue.Count));
        queue.Accept(3);
        Assert.Equal((2, 3, 3), (flash.Count, queue.Count, flash.SentNumber));

        // None of the batch was on flash, all moved.
        (queue, flash) = Queue(30, 1, 2);
        Add(queue, 6, 1);
        Assert.Equal([3, 4, 6], Numbers(queue));
        queue.Accept(3);
        Add(queue, 7, 1);
        Assert.Equal([7], Numbers(queue));
        Assert.False(queue.IsBatchStored);
        Add(queue, 8, 2);
        queue.StoreStep(0);
        Assert.Equal(2, flash.Count);
        queue.Accept(1);
        Assert.Equal((1, 2), (flash.Count, queue.Count));
        Assert.Equal([8, 9], Numbers(queue));
    }

    [Fact]
    public void Entries_that_had_to_go_while_they_were_sent_cost_none_of_those_that_moved_to_flash()
    {
        (RecordQueue queue, FlashLog flash) = Queue(5, 0);
        Add(queue, 0, 5);
        Assert.Equal(5, queue.TakeBatch(20));

        // The first one goes. Of the others the flash takes two and a half, behind its header; then the fourth one goes.
        Add(queue, 5, 1);
        store.Fault = StoreFault.Half;
        store.FailingCall = store.Calls + 2;
        queue.StoreStep(0);
        Assert.Equal((2, 5, 1), (flash.Count, queue.Count, queue.Dropped));
        Add(queue, 6, 3);
        Assert.Equal((0, 7, 7, 2), (queue.StoreAll(), flash.Count, queue.Count, queue.Dropped));
        queue.Accept(4);
        Assert.Equal((5, 5), (flash.Count, queue.Count));
        Assert.Equal([4, 5, 6, 7, 8], Numbers(queue));
    }

    [Fact]
    public void Nothing_overtakes_what_is_on_flash()
    {
        (RecordQueue queue, FlashLog flash) = Queue(10, 1);
        Add(queue, 0, 5);
        queue.StoreStep(0);
        Add(queue, 5, 3);
        Assert.Equal(2, queue.TakeBatch(2));
        Assert.Equal(4, queue.TakeBatch(4));
        Assert.Equal(6, queue.TakeBatch(6));
        store.IsUnreadable = name => name == "queue01.log";
        Assert.Equal((0, true), (queue.TakeBatch(20), queue.IsBlocked));
        store.IsUnreadable = _ => false;
        Assert.Equal(Enumerable.Range(0, 8), Numbers(queue));
        Assert.Equal((false, 4), (queue.IsBlocked, flash.Count));
    }

    private (RecordQueue Queue, FlashLog Flash) Queue(int capacity, int keepInMemory, int boot = 1)
    {
        var flash = new FlashLog(store, boot);
        return (new RecordQueue(capacity, flash, keepInMemory), flash);
    }

    private static void Add(RecordQueue queue, int first, int count)
    {
        for (int k = first; k < first + count; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
        }
    }

    private static IEnumerable<int> Numbers(RecordQueue queue) =>
        [.. Enumerable.Range(0, queue.TakeBatch(20)).Select(k => queue.Batch(k).Reading.CurrentMilliA)];
}
