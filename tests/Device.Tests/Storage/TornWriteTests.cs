using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>
/// What a power cut left is not taken for whole where its check value fits by chance: once in 65,536 cuts it does, and here it is made to.
/// </summary>
public sealed class TornWriteTests
{
    private const int FrameBytes = 6;

    [Theory]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(151)]
    public void A_file_that_was_cut_short_where_its_check_value_fits_is_not_whole(int cutAt)
    {
        byte[] before = new byte[146], after = new byte[146];
        before[0] = 1;
        after[0] = 2;
        MemoryStore store = Saved(before, after);
        byte[] frame = store.Files["twin.0"];

        // The last two of the bytes that are there stand for the check value of those before.
        int crc = BitwiseCrc.Of(frame.AsSpan(0, cutAt - 2));
        byte[] torn = [.. frame.AsSpan(0, cutAt - 2), (byte)crc, (byte)(crc >> 8)];
        store.Put("twin.0", torn);
        AssertGives(before, store);
    }

    [Fact]
    public void A_file_of_which_the_rest_is_erased_flash_is_not_whole_where_its_check_value_fits()
    {
        byte[] before = new byte[146], after = new byte[146];
        MemoryStore store = Saved(before, after);
        byte[] frame = store.Files["twin.0"];
        byte[] torn = [.. frame];
        torn.AsSpan(20).Fill(0xFF);
        Assert.True(TryFit(torn, 10, torn.Length - 2, 0xFFFF));
        store.Put("twin.0", torn);
        AssertGives(before, store);
    }

    [Fact]
    public void A_file_whose_check_value_would_be_that_of_erased_flash_is_kept_all_the_same()
    {
        byte[] payload = new byte[146];
        byte[] frame = Saved(new byte[146], payload).Files["twin.0"];
        Assert.True(TryFit(frame, 10, frame.Length - 2, 0xFFFF));
        frame.AsSpan(4, payload.Length).CopyTo(payload);
        MemoryStore store = Saved(new byte[146], payload);
        AssertGives(payload, store);
        Assert.NotEqual([0xFF, 0xFF], store.Files["twin.0"][^2..]);

        // And what comes next is newer still.
        payload[1] ^= 1;
        var file = new TwinFile(store, "twin.");
        file.Load();
        Assert.True(file.TrySave(payload));
        AssertGives(payload, store);
    }

    [Fact]
    public void Files_without_a_mark_of_their_length_are_read_and_followed()
    {
        byte[] payload = [1, 2, 3], next = [4, 5, 6];
        byte[] frame = [9, 0, 0, 0, .. payload, 0, 0];
        int crc = BitwiseCrc.Of(frame.AsSpan(0, frame.Length - 2));
        (frame[^2], frame[^1]) = ((byte)crc, (byte)(crc >> 8));
        var store = new MemoryStore();
        store.Put("twin.1", frame);
        AssertGives(payload, store);
        var file = new TwinFile(store, "twin.");
        file.Load();
        Assert.True(file.TrySave(next));
        AssertGives(next, store);
        Assert.Equal(frame, store.Files["twin.1"]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(19)]
    public void An_entry_of_which_the_rest_is_erased_flash_is_not_whole_where_its_check_value_fits(int cutAt)
    {
        // With the mark and, as programs of before wrote it, without.
        foreach (int mark in (int[])[0x4E42, 0])
        {
            byte[] bytes = new byte[RecordCodec.Bytes];
            RecordCodec.Encode(Entries.Of(7, 1_772_366_400), 3, bytes, 0);
            bytes.AsSpan(cutAt).Fill(0xFF);
            Assert.True(TryFit(bytes, 2, RecordCodec.Bytes - 2, 0xFFFF ^ mark));
            Assert.False(RecordCodec.IsWhole(bytes, 0));
        }
    }

    [Fact]
    public void An_entry_whose_check_value_would_be_that_of_erased_flash_is_whole_and_comes_back()
    {
        byte[] bytes = new byte[RecordCodec.Bytes];
        int fits = 0;
        for (int boot = 0; boot < 65_536; boot++)
        {
            RecordCodec.Encode(Entries.Of(7, 1_772_366_400), boot, bytes, 0);
            Assert.True(RecordCodec.IsWhole(bytes, 0));
            Assert.False((bytes[^2] & bytes[^1]) == 0xFF);
            if ((BitwiseCrc.Of(bytes.AsSpan(0, RecordCodec.Bytes - 2)) ^ 0x4E42) == 0xFFFF)
            {
                fits++;
                Assert.Equal(Entries.Of(7, 1_772_366_400), RecordCodec.Decode(bytes, 0));
            }
        }

        // The number of the start goes through all values of the check value.
        Assert.Equal(1, fits);
    }

    private static MemoryStore Saved(byte[] before, byte[] after)
    {
        var store = new MemoryStore();
        var file = new TwinFile(store, "twin.");
        Assert.Null(file.Load());
        Assert.True(file.TrySave(before));
        Assert.True(file.TrySave(after));
        Assert.Equal(after.Length + FrameBytes, store.Files["twin.0"].Length);
        return store;
    }

    private static void AssertGives(byte[] payload, MemoryStore store) => Assert.Equal(payload, new TwinFile(store, "twin.").Load());

    /// <summary>Finds two bytes at a place with which the check value of the first bytes is a certain one.</summary>
    private static bool TryFit(byte[] bytes, int at, int count, int crc)
    {
        for (int value = 0; value < 65_536; value++)
        {
            (bytes[at], bytes[at + 1]) = ((byte)value, (byte)(value >> 8));
            if (BitwiseCrc.Of(bytes.AsSpan(0, count)) == crc)
            {
                return true;
            }
        }

        return false;
    }
}
