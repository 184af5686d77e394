using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>What a log takes the files for that a start finds.</summary>
public sealed class SegmentFindingTests
{
    private readonly FlashScene scene = new();

    [Theory]
    [InlineData(7, "queue08.log", "queue09.log", "queue10.log", "queue11.log")]
    [InlineData(34, "queue35.log", "queue36.log", "queue00.log", "queue01.log")]
    public void Each_byte_of_each_file_is_as_it_is_described(int sent, params string[] names)
    {
        scene.Note(sent, 0, 1, 0);
        scene.Put(sent, FlashScene.Stamped(0, 169));
        FlashLog log = scene.Open();
        Assert.Equal(508, FlashScene.Append(log, 169, 508));
        Assert.Equal(names, scene.Store.Inner.Files.Keys.Where(name => name.StartsWith("queue", StringComparison.Ordinal)).Skip(1));
        for (int k = 0; k < 4; k++)
        {
            IEnumerable<byte[]> entries = FlashScene.Stamped(169 + 169 * k, k < 3 ? 169 : 1, 2);
            Assert.Equal(SegmentBytes.File(sent + 1 + k, entries), scene.Store.Inner.Files[names[k]]);
        }

        FlashScene.AssertCounts(log, 677);
        Assert.Equal(Enumerable.Range(0, 677), Entries.Drain(scene.Open(3)));
        Assert.Empty(scene.Lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(23)]
    [InlineData(24)]
    public void A_file_of_a_header_at_most_that_is_not_whole_was_being_begun_and_costs_nothing(int bytes)
    {
        byte[] header = SegmentBytes.Header(1);
        header[22] ^= 1;
        scene.Store.Inner.Put("queue01.log", header[..bytes]);
        FlashLog log = scene.Open(5);
        Assert.Equal((5, false), (log.Boot, FlashScene.Peek(log).Numbers.Length > 0 || log.IsBlocked));
        Assert.Equal(2, FlashScene.Append(log, 1, 2));
        Assert.Equal(SegmentBytes.File(1, FlashScene.Stamped(1, 2, 5)), scene.File(1));
        FlashScene.AssertCounts(log, 2);
        Assert.Empty(scene.Lines);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("magic")]
    [InlineData("version")]
    [InlineData("place")]
    [InlineData("sequence")]
    [InlineData("below 0")]
    public void A_file_with_a_header_of_something_else_holds_no_entry(string what)
    {
        byte[] header = what switch
        {
            "magic" => SegmentBytes.Header(1, magic: 0x4C43),
            "version" => SegmentBytes.Header(1, version: 2),
            "place" => SegmentBytes.Header(2),
            "sequence" => SegmentBytes.Header(0),
            "below 0" => SegmentBytes.Header(-37),
            _ => SegmentBytes.Header(1),
        };
        header[22] ^= (byte)(what == "check" ? 1 : 0);
        string name = what is "sequence" or "below 0" ? "queue00.log" : "queue01.log";
        scene.Store.Inner.Put(name, [.. header, .. FlashScene.Stamped(0, 3, 9).SelectMany(entry => entry)]);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, skipped: 3);
        Assert.Equal(2, log.Boot);
        Assert.Equal([$"{name} is no segment of this log: up to 3 entries are lost."], scene.Lines);
        Assert.Equal(1, FlashScene.Append(log, 3, 1));
        Assert.Equal([3], Entries.Drain(log));
    }

    [Fact]
    public void A_segment_of_which_the_header_alone_was_written_goes_on()
    {
        scene.Put(5);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log);
        Assert.Equal(1, FlashScene.Append(log, 1, 1));
        Assert.Equal(SegmentBytes.File(5, FlashScene.Stamped(1, 1, 2)), scene.File(5));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_full_segment_of_its_length_is_nothing_to_speak_of_and_a_byte_more_is()
    {
        scene.Put(1, FlashScene.Stamped(0, 169));
        scene.Put(2, FlashScene.Stamped(169, 169));
        scene.Open();
        Assert.Empty(scene.Lines);
        foreach (int sequence in (int[])[1, 2])
        {
            scene.Store.Inner.Put(SegmentBytes.Name(sequence), [.. scene.File(sequence)!, 1]);
        }

        FlashLog log = scene.Open();
        Assert.Equal(
            [
                "queue01.log has 4081 bytes: what is behind 4080 is not looked at.",
                "queue02.log has 4081 bytes: what is behind 4080 is not looked at.",
            ],
            scene.Lines);
        Assert.Equal(1, FlashScene.Append(log, 338, 1));
        Assert.Equal(SegmentBytes.File(3, FlashScene.Stamped(338, 1, 2)), scene.File(3));
        Assert.Equal(Enumerable.Range(0, 339), Entries.Drain(log));
        FlashScene.AssertCounts(log);
    }

    [Fact]
    public void What_was_written_of_an_entry_is_filled_up_in_the_newest_segment_alone()
    {
        byte[] cut = [1, 2, 3, 4, 5];
        scene.Put(1, FlashScene.Stamped(0, 3), [cut]);
        scene.Put(2, FlashScene.Stamped(3, 2), [cut]);
        byte[] first = scene.File(1)!, second = scene.File(2)!;
        FlashLog log = scene.Open();
        Assert.Equal(first, scene.File(1));
        byte[] filled = [.. cut, .. new byte[19]];
        filled.AsSpan(5).Fill(0xFF);
        Assert.Equal([.. second[..^5], .. filled], scene.File(2)!);
        FlashScene.AssertCounts(log, 5, damaged: 1);
        Assert.Equal(["queue02.log holds 1 damaged entries, by a power cut or by the flash: they are lost."], scene.Lines);
        Assert.Equal(1, FlashScene.Append(log, 5, 1));
        Assert.Equal([.. second[..^5], .. filled, .. SegmentBytes.Entry(5, FlashScene.Start + 5, 2)], scene.File(2)!);
        Assert.Equal(Enumerable.Range(0, 6), Entries.Drain(log));
    }

    [Fact]
    public void Damaged_places_are_counted_for_each_file_that_has_some_from_the_first_that_is_not_sent_on()
    {
        // Clock times are neither entries nor damage.
        byte[][] clock = [SegmentBytes.Clock(FlashScene.Start, 1)];
        scene.Put(1, [SegmentBytes.Damaged()], FlashScene.Stamped(0, 21), clock, [SegmentBytes.Damaged(), SegmentBytes.Damaged()]);
        scene.Put(2, clock, FlashScene.Stamped(21, 30));
        scene.Put(3, FlashScene.Stamped(51, 25), [SegmentBytes.Damaged()], clock);
        scene.Note(1, 2);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log, 75, damaged: 3);
        Assert.Equal(
            [
                "queue01.log holds 2 damaged entries, by a power cut or by the flash: they are lost.",
                "queue03.log holds 1 damaged entries, by a power cut or by the flash: they are lost.",
            ],
            scene.Lines);
        Assert.Equal(Enumerable.Range(1, 75), Entries.Drain(log));
    }

    [Fact]
    public void A_note_ahead_of_what_its_segment_holds_costs_no_entry_that_comes()
    {
        scene.Put(1, FlashScene.Stamped(0, 5));
        scene.Note(1, 10);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log);
        Assert.Equal(7, FlashScene.Append(log, 5, 7));

        // Nor when the power goes then.
        Assert.Equal(Enumerable.Range(5, 7), Entries.Drain(scene.Open(3)));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void Segments_that_were_sent_are_removed_when_a_start_finds_them()
    {
        scene.Put(3, FlashScene.Stamped(0, 169));
        scene.Put(4, FlashScene.Stamped(169, 169));
        scene.Put(5, FlashScene.Stamped(338, 3));
        scene.Note(5, 1);
        FlashLog log = scene.Open();
        Assert.Equal([null, null], [scene.File(3), scene.File(4)]);
        FlashScene.AssertCounts(log, 2);
        Assert.Equal([339, 340], Entries.Drain(log));
        Assert.Null(scene.File(5));
        Assert.Empty(scene.Lines);
    }

    [Fact]
    public void A_segment_that_was_sent_and_cannot_be_removed_is_not_sent_again()
    {
        scene.Store.IsStuck = name => name == "queue03.log";
        scene.Put(3, FlashScene.Stamped(0, 10));
        scene.Note(4, 0);
        FlashLog log = scene.Open();
        FlashScene.AssertCounts(log);
        Assert.Empty(FlashScene.Peek(log).Numbers);
        Assert.Equal(1, FlashScene.Append(log, 10, 1));
        Assert.Equal(SegmentBytes.File(5, FlashScene.Stamped(10, 1, 2)), scene.File(5));
        Assert.Equal([10], Entries.Drain(log));
        Assert.Empty(scene.Lines);
    }
}
