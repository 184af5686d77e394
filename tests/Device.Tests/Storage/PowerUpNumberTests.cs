using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>The number of a power-up, which no other has, and the note of what was sent, which keeps it.</summary>
public sealed class PowerUpNumberTests
{
    private readonly FlashScene scene = new();

    // What the device says, what the newest entry and the note hold; -1: nothing.
    [Theory]
    [InlineData(3, -1, -1, 3)]
    [InlineData(3, 9, -1, 10)]
    [InlineData(9, 9, -1, 10)]
    [InlineData(10, 9, -1, 10)]
    [InlineData(11, 9, -1, 11)]
    [InlineData(3, 9, 20, 21)]
    [InlineData(3, 20, 9, 21)]
    [InlineData(3, -1, 9, 10)]
    [InlineData(65_535, 65_535, -1, 0)]
    [InlineData(0, 65_535, -1, 0)]
    [InlineData(5, 65_535, 65_530, 5)]
    [InlineData(32_767, 65_535, -1, 32_767)]
    [InlineData(32_768, 65_535, -1, 0)]
    public void A_power_up_comes_after_all_that_are_known(int said, int ofEntry, int noted, int expected)
    {
        if (ofEntry >= 0)
        {
            scene.Put(1, FlashScene.Stamped(0, 2, ofEntry));
        }

        if (noted >= 0)
        {
            scene.Note(0, 0, noted, 0);
        }

        Assert.Equal(expected, scene.Open(said).Boot);
    }

    // One file cannot be read, which may hold 169 power-ups.
    [Theory]
    [InlineData(3, -1, -1, 3 + 169)]
    [InlineData(3, 9, -1, 9 + 170)]
    [InlineData(178, 9, -1, 179)]
    [InlineData(179, 9, -1, 179)]
    [InlineData(180, 9, -1, 180)]
    [InlineData(3, 9, 20, 20 + 170)]
    [InlineData(3, -1, 9, 9 + 170)]
    public void A_power_up_leaves_out_those_that_may_be_in_what_cannot_be_read_and_notes_its_own(int said, int ofEntry, int noted,
        int expected)
    {
        if (ofEntry >= 0)
        {
            scene.Put(1, FlashScene.Stamped(0, 2, ofEntry));
        }

        if (noted >= 0)
        {
            scene.Note(0, 0, noted, 0);
        }

        scene.Store.IsUnreadable = name => name == "queue03.log";
        Assert.Equal(expected, scene.Open(said).Boot);
        Assert.Equal(expected, scene.Noted().Boot);
    }

    [Fact]
    public void The_newest_of_all_entries_counts_whatever_their_order_and_what_was_sent()
    {
        scene.Put(1, FlashScene.Stamped(0, 2, 7), FlashScene.Unstamped(2, 1, 12), FlashScene.Stamped(3, 1, 9));
        scene.Put(2, [SegmentBytes.Clock(FlashScene.Start, 11)]);
        Assert.Equal(13, scene.Open(1).Boot);
        scene.Put(2, [SegmentBytes.Clock(FlashScene.Start, 13)]);
        Assert.Equal(14, scene.Open(1).Boot);
    }

    [Fact]
    public void A_run_after_a_sleep_keeps_its_number()
    {
        scene.Put(1, FlashScene.Stamped(0, 2, 50));
        var log = new FlashLog(scene.Store, 3) { Boot = 50 };
        log.Open();
        Assert.Equal(50, log.Boot);
        Assert.Equal(2, log.Count);
    }

    [Theory]
    [InlineData(3, 50, 51)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 3, 4)]
    [InlineData(3, 65_535, 3)]
    [InlineData(65_535, 65_535, 0)]
    public void A_power_up_comes_after_one_that_it_is_told(int said, int told, int expected)
    {
        var log = new FlashLog(scene.Store, said);
        Assert.Equal(FlashLog.NoBoot, log.Boot);
        log.ComeAfter(told);
        log.Open();
        Assert.Equal(expected, log.Boot);
    }

    [Fact]
    public void Opening_again_changes_nothing()
    {
        scene.Put(1, FlashScene.Stamped(0, 2), [SegmentBytes.Damaged()]);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 2, damaged: 1);
        int calls = scene.Store.Calls;
        log.Open();
        Assert.Equal(calls, scene.Store.Calls);
        FlashScene.AssertCounts(log, 2, damaged: 1);
    }

    [Fact]
    public void A_start_that_finds_all_in_order_writes_nothing()
    {
        scene.Put(1, FlashScene.Stamped(0, 2));
        scene.Note(1, 1, 1, 70);
        int writes = scene.Store.Inner.Writes;
        FlashLog log = scene.Open();
        Assert.Equal((writes, false, 70), (scene.Store.Inner.Writes, log.HasUnsaved, log.SentNumber));
        Assert.True(log.TrySave());
        Assert.Equal(writes, scene.Store.Inner.Writes);
        Assert.Equal([1], FlashScene.Peek(log).Numbers);
    }

    [Fact]
    public void The_note_holds_the_place_the_power_up_and_the_number_of_the_last_entry_before_it()
    {
        scene.Put(300, FlashScene.Stamped(0, 9, 0x1234));
        FlashLog log = scene.Open();
        log.NoteSent(0x01020304);
        Assert.True(log.HasUnsaved);
        log.Accept(5, FlashScene.Peek(log).Marks[4]);
        Assert.False(log.HasUnsaved);
        Assert.Equal(
            [44, 1, 0, 0, 5, 0, 0, 0, 0x35, 0x12, 4, 3, 2, 1], new TwinFile(scene.Store, "sent.").Load()!);
        int writes = scene.Store.Inner.Writes;
        log.NoteSent(0x01020304);
        Assert.False(log.HasUnsaved);
        Assert.True(log.TrySave());
        Assert.Equal(writes, scene.Store.Inner.Writes);
        FlashLog again = scene.Open(1);
        Assert.Equal((0x01020304, 0x1236, 4), (again.SentNumber, again.Boot, again.Count));
    }

    // Earlier programs wrote the place alone, or the power-up too; what is of another length is none.
    [Theory]
    [InlineData(8, 4, 2, 0)]
    [InlineData(10, 4, 31, 0)]
    [InlineData(14, 4, 31, 55)]
    [InlineData(9, 7, 2, 0)]
    [InlineData(7, 7, 2, 0)]
    [InlineData(15, 7, 2, 0)]
    public void A_note_of_an_earlier_program_counts_for_what_it_holds(int bytes, int count, int boot, int number)
    {
        scene.Put(1, FlashScene.Stamped(0, 7));
        byte[] note = [1, 0, 0, 0, 3, 0, 0, 0, 30, 0, 55, 0, 0, 0, 0];
        var file = new TwinFile(scene.Store, "sent.");
        file.Load();
        Assert.True(file.TrySave(note[..bytes]));
        FlashLog log = scene.Open();
        Assert.Equal((count, boot, number), (log.Count, log.Boot, log.SentNumber));
        Assert.Empty(scene.Lines);
    }

    [Theory]
    [InlineData(1, false)] // the other one is whole
    [InlineData(2, true)]
    public void A_note_of_which_nothing_is_whole_is_said(int damaged, bool isSaid)
    {
        scene.Put(1, FlashScene.Stamped(0, 7));
        scene.Note(1, 2);
        scene.Note(1, 3);
        for (int twin = 0; twin < damaged; twin++)
        {
            scene.Store.Inner.Files["sent." + twin.ToString()][5] ^= 1;
        }

        Assert.Equal(isSaid ? 7 : 5, scene.Open().Count);
        Assert.Equal(isSaid ? ["The note of what was sent cannot be read: entries may be sent again."] : [], scene.Lines);
    }

    [Fact]
    public void A_note_of_which_a_part_cannot_be_read_is_said_and_written_anew()
    {
        scene.Put(1, FlashScene.Stamped(0, 7));
        scene.Note(1, 2);
        scene.Note(1, 3);
        scene.Store.IsUnreadable = name => name == "sent.0";
        Assert.Equal(5, scene.Open().Count);
        Assert.Equal(["The note of what was sent cannot be read: entries may be sent again."], scene.Lines);

        // It does not come back.
        scene.Store.IsUnreadable = _ => false;
        Assert.Equal((1, 2, 2, 0), scene.Noted());
    }
}
