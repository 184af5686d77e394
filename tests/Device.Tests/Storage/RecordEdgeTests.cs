using NanoBms.Device.Storage;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Entries at the ends of what their bytes can hold, and in a ring.</summary>
public sealed class RecordEdgeTests
{
    private const long Start = 1_772_366_400;

    [Fact]
    public void A_clock_time_is_written_over_whatever_was_there()
    {
        foreach (bool isGuess in (bool[])[false, true])
        {
            byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, 28)];
            RecordCodec.EncodeClock(Start, 0x1234, isGuess, bytes, 2);
            Assert.Equal([0xA5, 0xA5, .. SegmentBytes.Clock(Start, 0x1234, isGuess), 0xA5, 0xA5], bytes);
            Assert.Equal((true, isGuess), (RecordCodec.IsClock(bytes, 2), RecordCodec.IsGuess(bytes, 2)));
        }
    }

    [Fact]
    public void What_is_more_than_its_bits_hold_is_the_most_of_them_or_not_known()
    {
        Record most = Entries.Of(1, Start);
        (most.Reading.VoltageMilliV, most.Reading.CurrentMilliA, most.Reading.TemperatureCentiC) = (0x1FFFF, 0x7FFFFF, 32_767);
        (most.SocCentiPercent, most.NetworkCentiPercent, most.BarDeciPercent) = (0x3FFE, 0x3FFE, 0x3FE);
        (most.CapacityCentiAh, most.Status) = (0x1FFFE, 0x3FFF);
        Assert.Equal(most, Coded(most, 0xFFFF));
        Record more = most;
        (more.Reading.VoltageMilliV, more.Reading.CurrentMilliA) = (0x20000, 0x800000);
        (more.SocCentiPercent, more.NetworkCentiPercent, more.BarDeciPercent, more.CapacityCentiAh) = (0x3FFF, 0x4000, 0x3FF, 0x1FFFF);
        (most.SocCentiPercent, most.NetworkCentiPercent, most.BarDeciPercent, most.CapacityCentiAh) = (-1, -1, -1, -1);
        Assert.Equal(most, Coded(more, 0xFFFF));
        (more.Reading.CurrentMilliA, most.Reading.CurrentMilliA) = (int.MinValue, -0x7FFFFF);
        (more.SocCentiPercent, more.NetworkCentiPercent, more.BarDeciPercent, more.CapacityCentiAh) = (-1, -5, -1, -1);
        Assert.Equal(most, Coded(more, 0));
        Record least = Entries.Of(0, Record.EpochUnixS + 1);
        (least.Reading.VoltageMilliV, least.Reading.TemperatureCentiC, least.Status) = (0, -32_768, 0);
        (least.SocCentiPercent, least.NetworkCentiPercent, least.BarDeciPercent, least.CapacityCentiAh) = (0, 0, 0, 0);
        Assert.Equal(least, Coded(least, 0));
    }

    [Fact]
    public void An_entry_is_one_of_a_clock_of_power_up_or_without_a_clock()
    {
        byte[] stamped = SegmentBytes.Entry(1, Start, 3), unstamped = SegmentBytes.Unstamped(1, 77, 3);
        byte[] clock = SegmentBytes.Clock(Start, 3);
        foreach ((byte[] bytes, bool isUnstamped, bool isClock) in ((byte[], bool, bool)[])
            [(stamped, false, false), (unstamped, true, false), (clock, false, true)])
        {
            Assert.Equal((true, 3), (RecordCodec.IsWhole(bytes, 0), RecordCodec.Boot(bytes, 0)));
            Assert.Equal((isUnstamped, isClock), (RecordCodec.IsUnstamped(bytes, 0), RecordCodec.IsClock(bytes, 0)));
        }

        Assert.Equal(Entries.Of(1, Start), RecordCodec.Decode(stamped, 0));
        Assert.Equal(Entries.Of(1, 0, 77_000), RecordCodec.Decode(unstamped, 0));
        RecordCodec.Stamp(stamped, 0, Start + 1000);
        RecordCodec.Stamp(unstamped, 0, Start + 1000);
        Assert.Equal(Entries.Of(1, Start), RecordCodec.DecodeBody(stamped, 0));
        Assert.Equal(Entries.Of(1, Start + 1077), RecordCodec.DecodeBody(unstamped, 0));
    }

    [Fact]
    public void A_ring_holds_the_newest_and_stamps_them_wherever_they_stand()
    {
        var ring = new RecordRing(3);
        Assert.True(ring.Add(Entries.Of(0, 0, 1000)));
        Assert.True(ring.Add(Entries.Of(1, Start + 5)));
        Assert.True(ring.Add(Entries.Of(2, 0, 2000)));
        Assert.False(ring.Add(Entries.Of(3, 0, 3999)));
        Assert.Equal((3, 1), (ring.Count, ring.FirstNumber));
        ring.RemoveFirst(1);
        Assert.Equal((2, 2), (ring.Count, ring.FirstNumber));
        ring.Stamp(Start);
        Assert.Equal([Entries.Of(2, Start + 2), Entries.Of(3, Start + 3)], [ring.Peek(0), ring.Peek(1)]);

        // What comes behind them is not stamped.
        Assert.True(ring.Add(Entries.Of(4, 0, 9000)));
        Assert.Equal(Entries.Of(4, 0, 9000), ring.Peek(2));
        var target = new RecordRing(4);
        target.Add(Entries.Of(9));
        ring.CopyTo(target, 2);
        Assert.Equal((2, 1, Entries.Of(2, Start + 2), Entries.Of(3, Start + 3)),
            (target.Count, target.FirstNumber, target.Peek(0), target.Peek(1)));
        Assert.Equal(3, ring.Count);
        ring.CopyTo(target, 0);
        Assert.Equal(0, target.Count);
    }

    [Fact]
    public void A_place_that_was_empty_when_the_others_were_stamped_is_as_it_was()
    {
        var ring = new RecordRing(2);
        ring.Add(Entries.Of(0, 0, 1000));
        ring.Add(Entries.Of(1, 0, 2000));
        ring.RemoveFirst(1);
        ring.Stamp(Start);

        // A second time changes nothing of what has a time.
        ring.Stamp(Start + 50);
        Assert.Equal(Entries.Of(1, Start + 2), ring.Peek(0));
        Assert.Equal(Entries.Of(0, 0, 1000), ring.Peek(1));
    }

    private static Record Coded(Record record, int boot)
    {
        byte[] bytes = new byte[30];
        RecordCodec.Encode(record, boot, bytes, 3);
        Assert.Equal((true, boot), (RecordCodec.IsWhole(bytes, 3), RecordCodec.Boot(bytes, 3)));
        return RecordCodec.Decode(bytes, 3);
    }
}
