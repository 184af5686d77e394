using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>What a gauge knows from before, on a storage and over updates that do not keep it as it was.</summary>
public sealed class DeviceStateTests
{
    private readonly FaultyStore store = new();

    [Theory]
    [InlineData(1, 16, 0)]
    [InlineData(2, 28, 1_772_366_400)]
    [InlineData(2, 100, 1_772_366_400)]
    [InlineData(3, 48, 1_772_366_400)]
    [InlineData(200, 300, 1_772_366_400)]
    public void The_state_of_another_version_keeps_starts_restarts_and_figures_and_says_what_is_lost(int version, int bytes,
        long newestUnixS)
    {
        store.Inner.Put("state.1", Frame(9, version, bytes));
        DeviceState state = Begin();
        Assert.Equal((4712, 33, RestartReason.NoAnswer, 7),
            (state.Boots, state.SupervisedRestarts, state.Reason, state.UnansweredRestarts));
        Assert.Equal(7345, state.SocCentiPercent);
        Assert.Equal(newestUnixS, state.NewestUnixS);
        Assert.Equal(new byte[state.Learnt.Length], state.Learnt);
        Assert.Equal("The kept state is of another version: the state of charge begins anew.", state.Loss);

        // From then on it is of this one.
        state = Begin();
        Assert.Equal((4713, ""), (state.Boots, state.Loss));
    }

    [Fact]
    public void Numbers_of_the_second_version_go_on()
    {
        // 20 bytes, 28 of an earlier filter, the newest number, numbers left out.
        byte[] frame = Frame(9, 2, 56);
        BitConverter.GetBytes(1_234_567).CopyTo(frame, 4 + 48);
        BitConverter.GetBytes(22).CopyTo(frame, 4 + 52);
        BitConverter.GetBytes((short)Crc16.Compute(frame, 0, frame.Length - 2)).CopyTo(frame, frame.Length - 2);
        store.Inner.Put("state.1", frame);
        DeviceState state = Begin();
        Assert.Equal((1_234_567, 22), (state.NewestNumber, state.LeftOutNumbers));
        Assert.Equal("The kept state is of another version: the state of charge begins anew.", state.Loss);
    }

    [Fact]
    public void The_number_of_the_newest_entry_is_kept_and_whether_the_run_ended_by_its_own_will()
    {
        DeviceState state = Begin();
        (state.NewestNumber, state.LeftOutNumbers) = (1_234_567, 22);
        Assert.True(state.Save());
        state = Begin();
        Assert.Equal((1_234_567, 22, false), (state.NewestNumber, state.LeftOutNumbers, state.EndedInOrder));
        Assert.True(state.SaveAtEnd());
        Assert.True(Begin().EndedInOrder);
        state = Begin();
        Assert.False(state.EndedInOrder);
        Assert.True(state.SaveForRestart(RestartReason.LowMemory));
        state = Begin();
        Assert.Equal((1_234_567, true, RestartReason.LowMemory), (state.NewestNumber, state.EndedInOrder, state.Reason));
    }

    [Fact]
    public void A_state_that_is_not_there_is_no_loss() => Assert.Equal((1, ""), (Begin().Boots, Begin().Loss));

    [Theory]
    [InlineData(2, "The kept state cannot be read: starts are counted anew, and the state of charge begins anew.")]
    [InlineData(1, "A part of the kept state cannot be read: what is known may be of a minute before.")]
    public void What_is_lost_is_said_again_by_the_next_start_where_the_power_may_have_gone_before_it_was(int unread, string loss)
    {
        DeviceState state = Begin();
        state.Save();
        store.IsUnreadable = name => name == "state.1" || unread == 2;
        Assert.Equal(loss, Begin().Loss);
        store.IsUnreadable = _ => false;
        state = Begin();
        Assert.Equal(loss, state.Loss);
        Assert.True(state.Save());
        Assert.Equal("", Begin().Loss);
    }

    [Fact]
    public void A_state_that_cannot_be_read_is_said_and_never_comes_back_over_a_newer_one()
    {
        store.Inner.Put("state.0", Frame(900, 2, 20));
        store.Inner.Put("state.1", Frame(901, 2, 20));
        store.IsUnreadable = _ => true;
        DeviceState state = Begin();
        Assert.Equal(
            (1, "The kept state cannot be read: starts are counted anew, and the state of charge begins anew."), (state.Boots, state.Loss));
        state.SocCentiPercent = 4000;
        state.Save();
        store.IsUnreadable = _ => false;
        state = Begin();
        Assert.Equal((2, 4000, ""), (state.Boots, state.SocCentiPercent, state.Loss));
    }

    [Fact]
    public void Where_one_of_the_two_files_cannot_be_read_the_other_counts_and_it_is_said()
    {
        store.Inner.Put("state.0", Frame(900, 2, 20));
        store.Inner.Put("state.1", Frame(901, 2, 20));
        store.IsUnreadable = name => name == "state.1";
        Assert.Equal("A part of the kept state cannot be read: what is known may be of a minute before.", Begin().Loss);
        Assert.Equal(4713, Begin().Boots);
    }

    [Fact]
    public void The_reason_of_an_earlier_restart_is_not_taken_for_that_of_this_start()
    {
        // Beginning writes one file, the restart the other; the next start reads its reason there and writes over the first.
        Begin().SaveForRestart(RestartReason.LowMemory);
        Assert.Equal(RestartReason.LowMemory, Begin().Reason);
        store.IsUnreadable = name => name == "state.1";
        DeviceState last = Begin();
        Assert.Equal((RestartReason.None, 1), (last.Reason, last.SupervisedRestarts));
    }

    [Fact]
    public void Files_of_a_hundred_times_their_size_or_of_none_are_none()
    {
        store.Inner.Put("state.0", new byte[5400]);
        store.Inner.Put("state.1", []);
        Assert.Equal(
            (1, "The kept state cannot be read: starts are counted anew, and the state of charge begins anew."), (Begin().Boots, Loss()));
        string Loss()
        {
            store.Inner.Put("state.0", new byte[100_000]);
            store.Inner.Put("state.1", new byte[3]);
            return Begin().Loss;
        }
    }

    private DeviceState Begin()
    {
        var state = new DeviceState(store);
        state.Begin();
        return state;
    }

    /// <summary>A file as some version wrote it: counter, payload, CRC.</summary>
    private static byte[] Frame(int counter, int version, int payloadBytes)
    {
        var frame = new byte[4 + payloadBytes + 2];
        BitConverter.GetBytes(counter).CopyTo(frame, 0);
        frame[4] = (byte)version;
        frame[5] = (byte)RestartReason.NoAnswer;
        frame[6] = 7;
        BitConverter.GetBytes(4711).CopyTo(frame, 8);
        BitConverter.GetBytes(33).CopyTo(frame, 12);
        BitConverter.GetBytes((short)7345).CopyTo(frame, 16);
        BitConverter.GetBytes((short)-1).CopyTo(frame, 18);
        if (payloadBytes >= 20)
        {
            BitConverter.GetBytes(194_529_600).CopyTo(frame, 20);
        }

        BitConverter.GetBytes((short)Crc16.Compute(frame, 0, frame.Length - 2)).CopyTo(frame, frame.Length - 2);
        return frame;
    }
}
