using NanoBms.Device.Hardware;
using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Tests.Emulation;

public class FlashEmulatorTests
{
    private const int Bytes = 24;

    [Fact]
    public void A_file_holds_what_was_written_and_what_was_added()
    {
        var flash = new FlashEmulator();
        Assert.Equal(-1, flash.Length("a"));
        Assert.True(flash.Write("a", [1, 2, 3], 2));
        Assert.True(flash.Append("a", [4, 5], 1));
        byte[] read = new byte[8];
        Assert.Equal(2, flash.Read("a", 1, read, 8));
        Assert.Equal([2, 4], read[..2]);
        Assert.True(flash.Write("a", [9], 1));
        Assert.Equal(1, flash.Length("a"));
        Assert.Equal((4, 2, 1), (flash.WrittenBytes, flash.Writes, flash.Appends));
        Assert.True(flash.Delete("a"));
        Assert.Equal(-1, flash.Length("a"));
    }

    [Fact]
    public void A_cut_write_leaves_its_begin_at_every_length_and_what_was_there_before()
    {
        var lengths = new HashSet<int>();
        for (int seed = 0; seed < 2000; seed++)
        {
            var flash = new FlashEmulator();
            flash.Append("log", [.. Enumerable.Repeat((byte)7, 5)], 5);
            flash.CutNextWrite(new Random(seed));
            Assert.False(flash.Append("log", [.. Enumerable.Range(1, Bytes).Select(k => (byte)k)], Bytes));
            Assert.False(flash.HasPower);
            Assert.Equal(FileLength.Unreadable, flash.Length("log"));
            flash.PowerOn();
            byte[] file = new byte[5 + Bytes];
            int length = flash.Read("log", 0, file, file.Length);
            Assert.Equal(Enumerable.Repeat((byte)7, 5), file[..5]);
            int whole = file.Skip(5).Take(length - 5).TakeWhile((value, k) => value == k + 1).Count();
            lengths.Add(whole);

            // Beyond it there is nothing, or erased flash after at most one byte half written.
            Assert.All(file.Skip(5 + whole + 1).Take(length - 5 - whole - 1), value => Assert.Equal(0xFF, value));
        }

        Assert.Equal(Enumerable.Range(0, Bytes + 1), lengths.Order());
    }

    [Fact]
    public void Without_power_nothing_is_taken()
    {
        var flash = new FlashEmulator();
        flash.Write("a", [1], 1);
        flash.PowerOff();
        Assert.False(flash.Write("a", [2], 1));
        Assert.False(flash.Append("a", [2], 1));
        Assert.False(flash.Delete("a"));
        Assert.Equal(-1, flash.Read("a", 0, new byte[1], 1));
        flash.PowerOn();
        Assert.Equal(1, flash.Length("a"));
    }
}
