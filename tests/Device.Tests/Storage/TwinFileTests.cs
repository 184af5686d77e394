using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Two files in turn: a counter of four bytes, what is kept, a check value of two.</summary>
public sealed class TwinFileTests
{
    private readonly FaultyStore store = new();

    [Fact]
    public void Each_write_goes_to_the_older_of_the_two_and_the_newer_one_counts()
    {
        TwinFile file = Loaded();
        Assert.Null(file.Load());
        Assert.Equal((false, false), (file.HasUnread, file.HasDamaged));
        for (byte k = 1; k <= 5; k++)
        {
            Assert.True(file.TrySave([k]));
            Assert.Equal(k, store.Inner.Files[$"twin.{k & 1}"][4]);
            Assert.Equal([k], Loaded().Load());
        }
    }

    [Fact]
    public void After_a_write_that_failed_the_next_goes_to_the_same_file()
    {
        TwinFile file = Loaded();
        Assert.True(file.TrySave([1]));
        (store.FailingCall, store.Fault) = (store.Calls + 1, StoreFault.Half);
        Assert.False(file.TrySave([2]));
        Assert.Equal([1], Loaded().Load());
        Assert.True(file.TrySave([3]));
        Assert.Equal((1, 3), (store.Inner.Files["twin.1"][4], store.Inner.Files["twin.0"][4]));
        Assert.Equal([3], Loaded().Load());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8193)]
    public void What_cannot_be_one_of_the_two_is_damaged(int bytes)
    {
        TwinFile file = Loaded();
        Assert.True(file.TrySave([1]));
        store.Inner.Put("twin.0", [.. Enumerable.Repeat((byte)1, bytes)]);
        file = Loaded();
        Assert.Equal((true, false), (file.HasDamaged, file.HasUnread));
        Assert.Equal([1], file.Load());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8186)]
    public void Nothing_and_much_are_kept(int bytes)
    {
        byte[] payload = [.. Enumerable.Range(0, bytes).Select(k => (byte)k)];
        Assert.True(Loaded().TrySave(payload));
        TwinFile file = Loaded();
        Assert.Equal((false, false), (file.HasDamaged, file.HasUnread));
        Assert.Equal(payload, file.Load());
    }

    [Fact]
    public void Where_one_could_not_be_read_both_are_written_so_that_it_never_comes_back()
    {
        TwinFile file = Loaded();
        for (byte k = 1; k <= 4; k++)
        {
            Assert.True(file.TrySave([k]));
        }

        store.IsUnreadable = name => name == "twin.0";
        file = Loaded();
        Assert.Equal((true, false), (file.HasUnread, file.HasDamaged));
        Assert.Equal([3], file.Load());
        store.IsUnreadable = _ => false;

        // The second of them fails: it is told, and done with the next.
        (store.FailingCall, store.Fault) = (store.Calls + 2, StoreFault.Nothing);
        Assert.False(file.TrySave([7]));
        Assert.True(file.HasUnread);
        Assert.True(file.TrySave([8]));
        Assert.False(file.HasUnread);
        Assert.Equal((8, 8), (store.Inner.Files["twin.0"][4], store.Inner.Files["twin.1"][4]));
        int calls = store.Calls;
        Assert.True(file.TrySave([9]));
        Assert.Equal(calls + 1, store.Calls);
    }

    [Fact]
    public void A_file_of_another_length_than_its_mark_is_damaged()
    {
        Assert.True(Loaded().TrySave([1, 2, 3]));
        byte[] frame = store.Inner.Files["twin.1"];

        // Four bits above 27 of the counter: one more than the remainder of the length by 15.
        Assert.Equal(1 + 9 % 15, frame[3] >> 3);
        frame[3] ^= 1 << 3;
        int crc = Crc16.Compute(frame, 0, frame.Length - 2);
        (frame[^2], frame[^1]) = ((byte)crc, (byte)(crc >> 8));
        TwinFile file = Loaded();
        Assert.Null(file.Load());
        Assert.True(file.HasDamaged);
    }

    private TwinFile Loaded()
    {
        var file = new TwinFile(store, "twin.");
        file.Load();
        return file;
    }
}
