using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>The bytes of what a gauge keeps, and what a start makes of each.</summary>
public sealed class DeviceStateFormatTests
{
    private readonly FaultyStore store = new();

    [Fact]
    public void Each_byte_is_as_it_is_described()
    {
        var state = new DeviceState(store);
        Assert.True(state.IsKept);
        state.Begin();
        (state.SocCentiPercent, state.NewestUnixS, state.NewestBoot) = (0x1234, 1_577_836_800 + 0x0B984941, 0xABCD);
        (state.BatteryKey, state.TakenWord, state.NewestNumber, state.LeftOutNumbers) = (0x11223344, -2, 0x01020304, 0x05060708);
        state.UnansweredRestarts = 9;
        for (int k = 0; k < 110; k++)
        {
            state.Learnt[k] = (byte)(k + 100);
        }

        byte[] expected =
        [
            3, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x34, 0x12, 0xCD, 0xAB, 0x41, 0x49, 0x98, 0x0B, 0x44, 0x33, 0x22, 0x11,
            0xFE, 0xFF, 0xFF, 0xFF, 4, 3, 2, 1, 8, 7, 6, 5, .. Enumerable.Range(100, 110).Select(k => (byte)k),
        ];
        Assert.True(state.Save());
        Assert.Equal(expected, Kept());
        Assert.True(state.SaveAtEnd());
        expected[3] = 1;
        Assert.Equal(expected, Kept());
        Assert.True(state.SaveForRestart(RestartReason.NoAnswer));
        (expected[1], expected[2], expected[8]) = (4, 10, 1);
        Assert.Equal(expected, Kept());
        Assert.True(state.SaveForRestart(RestartReason.SetUp));
        expected[1] = 5;
        Assert.Equal(expected, Kept());
        Assert.True(state.SaveForRestart(RestartReason.Hang));
        (expected[1], expected[8]) = (1, 2);
        Assert.Equal(expected, Kept());

        // The next start takes all of it, and keeps it without the reason.
        var next = new DeviceState(store);
        next.Begin(false, 11);
        Assert.Equal((2, 2, 10, RestartReason.Hang, true),
            (next.Boots, next.SupervisedRestarts, next.UnansweredRestarts, next.Reason, next.EndedInOrder));
        Assert.Equal((0x1234, 1_577_836_800 + 0x0B984941, 0xABCD), (next.SocCentiPercent, next.NewestUnixS, next.NewestBoot));
        Assert.Equal((0x11223344, -2, 0x01020304, 0x05060708),
            (next.BatteryKey, next.TakenWord, next.NewestNumber, next.LeftOutNumbers));
        Assert.Equal(state.Learnt, next.Learnt);
        Assert.Equal("", next.Loss);
        (expected[1], expected[3], expected[4]) = (0, 0, 2);
        Assert.Equal(expected, Kept());

        // It did not end in order: the one after it leaves numbers out.
        var last = new DeviceState(store);
        last.Begin(false, 11);
        Assert.Equal((0x01020304 + 11, 0x05060708 + 11, 3), (last.NewestNumber, last.LeftOutNumbers, last.Boots));
    }

    [Fact]
    public void Nothing_is_known_before_the_first_start()
    {
        var state = new DeviceState(store);
        state.Begin(false, 11);
        Assert.Equal((1, 0, 0, RestartReason.None, false),
            (state.Boots, state.SupervisedRestarts, state.UnansweredRestarts, state.Reason, state.EndedInOrder));
        Assert.Equal((-1, 0, 0, 0, 0, 0, 0), (state.SocCentiPercent, state.NewestUnixS, state.NewestBoot, state.BatteryKey,
            state.TakenWord, state.NewestNumber, state.LeftOutNumbers));
        Assert.Equal("", state.Loss);

        // A time that is not known is none, and a figure that is not known neither.
        Assert.Equal([3, .. new byte[3], 1, .. new byte[7], 0xFF, 0xFF, .. new byte[132]], Kept());
        state = new DeviceState(store);
        state.Begin();
        Assert.Equal((0, -1), (state.NewestUnixS, state.SocCentiPercent));
    }

    [Fact]
    public void A_wake_from_deep_sleep_is_no_start_and_writes_nothing()
    {
        var state = new DeviceState(store);
        state.Begin();
        state.NewestNumber = 50;
        Assert.True(state.SaveForRestart(RestartReason.LowMemory));
        int writes = store.Inner.Writes;
        state = new DeviceState(store);
        state.Begin(true, 11);
        Assert.Equal((1, RestartReason.None, 50, 0), (state.Boots, state.Reason, state.NewestNumber, state.LeftOutNumbers));
        Assert.Equal(writes, store.Inner.Writes);
    }

    [Fact]
    public void Without_a_storage_nothing_is_kept_and_nothing_is_said_to_be_lost()
    {
        var state = new DeviceState(null);
        state.Begin(false, 11);
        Assert.Equal((false, 1, "", 0), (state.IsKept, state.Boots, state.Loss, state.NewestNumber));
        Assert.False(state.Save() || state.SaveAtEnd() || state.SaveForRestart(RestartReason.Hang));
    }

    [Fact]
    public void Restarts_without_an_answer_are_counted_up_to_255_and_others_are_none()
    {
        var state = new DeviceState(store);
        state.Begin();
        state.UnansweredRestarts = 254;
        foreach ((RestartReason reason, int expected) in ((RestartReason, int)[])
            [(RestartReason.Hang, 254), (RestartReason.NoAnswer, 255), (RestartReason.NoAnswer, 255)])
        {
            state.SaveForRestart(reason);
            Assert.Equal(expected, state.UnansweredRestarts);
        }

        Assert.Equal(3, state.SupervisedRestarts);
    }

    // What was known last: of a run that ended in order or not, with a part that cannot be read or without.
    [Theory]
    [InlineData(false, false, 11)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 33)]
    [InlineData(true, true, 33)]
    public void Numbers_that_may_have_been_given_since_are_left_out(bool isInOrder, bool isPartUnread, int leftOut)
    {
        var state = new DeviceState(store);
        state.Begin();
        state.NewestNumber = 100;
        Assert.True(isInOrder ? state.SaveAtEnd() : state.Save());

        // The other one of the two files is the older one.
        store.IsUnreadable = name => isPartUnread && name == "state.1";
        state = new DeviceState(store);
        state.Begin(false, 11);
        Assert.Equal((100 + leftOut, leftOut), (state.NewestNumber, state.LeftOutNumbers));
    }

    [Theory]
    [InlineData(15)] // shorter than any version was
    [InlineData(16)] // of version 0, which none was
    public void What_no_version_wrote_is_a_state_that_is_lost(int bytes)
    {
        var file = new TwinFile(store, "state.");
        file.Load();
        byte[] payload = new byte[bytes];
        payload[0] = (byte)(bytes == 15 ? 1 : 0);
        Assert.True(file.TrySave(payload));
        var state = new DeviceState(store);
        state.Begin(false, 11);
        Assert.Equal((1, "The kept state cannot be read: starts are counted anew, and the state of charge begins anew.", 0),
            (state.Boots, state.Loss, state.NewestNumber));

        // Kept with the mark that all is lost, until it is said.
        Assert.Equal(4, Kept()[3]);
        Assert.True(state.Save());
        Assert.Equal(0, Kept()[3]);
    }

    private byte[] Kept() => new TwinFile(store, "state.").Load()!;
}
