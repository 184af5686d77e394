using NanoBms.Device.Cloud;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.Storage;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.Cloud;

public sealed class UploadLoopTests
{
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly MemoryStore store = new();
    private readonly DeviceSettings settings = new() { CloudWriteKey = "KEY", CloudChannelId = 7, KeepInMemory = 0 };
    private readonly FakeChannel channel;
    private readonly FakeNetwork network;
    private RecordQueue queue;
    private UploadLoop loop;
    private int boots, added;
    private bool keepsState = true;

    public UploadLoopTests()
    {
        channel = new FakeChannel(clock);
        network = new FakeNetwork(clock);
        (queue, loop) = Boot();
    }

    [Fact]
    public void One_entry_goes_out_as_the_field_map_says()
    {
        Add();
        Run(2);
        Assert.Equal(
            "POST https://api.thingspeak.com/update api_key=KEY&created_at=2026-03-01T12:00:15Z&field1=3.000&field2=0.000&field3=-12.34"
            + "&field4=72.45&field5=1.8&field6=73.01&field7=10&field8=2.61&status=n1",
            channel.Requests[^1]);
        Assert.Equal(1, loop.Sent);
        Assert.Equal(0, queue.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_reading_without_estimate_goes_out_without_the_fields_of_estimates(int entries)
    {
        network.IsUp = false;
        for (int k = 0; k < entries; k++)
        {
            Record entry = Entries.Of(added++, uptimeMs: clock.UptimeMs);
            entry.SocCentiPercent = -1;
            entry.BarDeciPercent = entry.NetworkCentiPercent = entry.CapacityCentiAh = -1;
            queue.Add(entry);
            clock.Advance(15000);
        }

        network.IsUp = true;
        Run(60);
        string request = channel.Requests[^1];
        Assert.Contains("field3", request, StringComparison.Ordinal);
        Assert.Contains("field7", request, StringComparison.Ordinal);
        Assert.DoesNotContain("field4", request, StringComparison.Ordinal);
        Assert.DoesNotContain("field5", request, StringComparison.Ordinal);
        Assert.DoesNotContain("field6", request, StringComparison.Ordinal);
        Assert.DoesNotContain("field8", request, StringComparison.Ordinal);
        Assert.Equal(entries, loop.Sent);
    }

    [Fact]
    public void Entries_that_waited_go_out_nineteen_at_a_time_fifteen_seconds_apart()
    {
        network.IsUp = false;
        AddMany(50);
        network.IsUp = true;
        Run(700);
        Assert.Equal([19, 19, 12], channel.Requests.Where(IsBulk).Select(request => request.Split("created_at").Length - 1));
        AssertAllThereOnce(50);
    }

    [Theory]
    [InlineData(nameof(ChannelMood.TakesAndIsSilent))]
    [InlineData(nameof(ChannelMood.TakesAndBabbles))]
    [InlineData(nameof(ChannelMood.TakesAndBreaksOff))]
    [InlineData(nameof(ChannelMood.Silent))]
    [InlineData(nameof(ChannelMood.Fails))]
    [InlineData(nameof(ChannelMood.TooMany))]
    [InlineData(nameof(ChannelMood.Zero))]
    [InlineData(nameof(ChannelMood.QuotaSpent))]
    public void Whatever_the_channel_does_for_a_while_each_entry_is_there_once_and_in_order(string mood)
    {
        AddMany(3);
        channel.Mood = Enum.Parse<ChannelMood>(mood);
        AddMany(30);
        channel.Mood = ChannelMood.Good;
        AddMany(5);
        Run(4000);
        AssertAllThereOnce(38);
        Assert.Equal(0, channel.Doubles);
    }

    [Theory]
    [InlineData(nameof(ChannelMood.TakesAndIsSilent))]
    [InlineData(nameof(ChannelMood.TakesAndBabbles))]
    public void Without_the_channels_number_the_same_time_keeps_an_entry_from_being_there_twice(string mood)
    {
        settings.CloudChannelId = 0;
        (queue, loop) = Boot();
        Add();
        channel.Mood = Enum.Parse<ChannelMood>(mood);
        Run(10);
        channel.Mood = ChannelMood.Good;
        AddMany(80);
        Run(1200);
        AssertAllThereOnce(81);
        Assert.Equal(0, queue.Count);
        Assert.Contains(
            "1 entry is set aside, of 2026-03-01T12:00:15Z: ThingSpeak takes others and refuses it again and again (HTTP 200 with body "
                + "0); it may be there already.",
            log.Lines);
    }

    [Fact]
    public void A_power_cut_after_the_channel_took_entries_does_not_double_them()
    {
        network.IsUp = false;
        AddMany(10);
        network.IsUp = true;
        Run(600, 1, () => channel.Requests.Exists(IsBulk));
        Assert.Equal(10, channel.Entries.Count);

        // What the loop noted after that is gone: the cursor and the deleted segment.
        (queue, loop) = Boot(Before());
        Run(60);
        Assert.Equal(10, channel.Entries.Count);
        Assert.Equal(0, channel.Doubles);
        Assert.Equal(0, queue.Count);
        Assert.Equal(
            "GET https://api.thingspeak.com/channels/7/fields/1.csv?results=100&start=2026-03-01%2012:00:14&end=2026-03-01%2012:02:31",
            channel.Requests[^1]);
    }

    [Fact]
    public void What_went_out_from_memory_beside_stored_entries_does_not_double_or_jam_them_after_a_power_cut()
    {
        settings.KeepInMemory = 1;
        (queue, loop) = Boot();
        network.IsUp = false;
        AddMany(3);
        network.IsUp = true;
        Run(600, 1, () => channel.Entries.Count > 0);
        Assert.Equal(3, channel.Entries.Count);

        // Two of them are on flash, and that they arrived is not.
        (queue, loop) = Boot(Before());
        Run(60);
        AddMany(2);
        Run(60);
        AssertAllThereOnce(5);
        Assert.Equal(0, channel.Doubles);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_newer_entry_of_somebody_elses_keeps_stored_ones_from_nothing()
    {
        network.IsUp = false;
        AddMany(3);
        channel.Entries.Add((clock.Now.AddMinutes(10), "somebody else's"));
        network.IsUp = true;
        (queue, loop) = Boot();
        Run(60);
        Assert.Equal(["somebody else's", "3.000", "3.001", "3.002"], channel.Entries.Select(entry => entry.Voltage));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void One_refused_write_does_not_make_later_entries_go_over_the_flash()
    {
        settings.KeepInMemory = 1;
        (queue, loop) = Boot();
        AddMany(4);
        channel.Mood = ChannelMood.TooMany;
        AddMany(2);
        channel.Mood = ChannelMood.Good;
        AddMany(5);
        int writes = store.Writes;
        AddMany(100);
        Assert.Equal(writes, store.Writes);
        Run(60);
        AssertAllThereOnce(111);
    }

    [Fact]
    public void Pauses_grow_from_15_seconds_to_10_minutes_and_shrink_when_it_works_again()
    {
        channel.Mood = ChannelMood.TooMany;
        Add();
        Run(6000);
        Assert.Equal(
            [15, 30, 60, 120, 240, 480, 600, 600],
            log.Lines.Take(8).Select(line => int.Parse(line.Split("next try in ")[1].Split(' ')[0], null)));
        channel.Mood = ChannelMood.Good;
        Run(700);
        channel.Mood = ChannelMood.TooMany;
        log.Lines.Clear();
        Add();
        Run(30);
        Assert.Contains("next try in 15 s", log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_spent_quota_is_said_once_an_hour()
    {
        channel.Mood = ChannelMood.QuotaSpent;
        Add();
        Run(3000);
        Assert.Equal(
            ["ThingSpeak takes nothing from this device: HTTP 402; the quota is spent; 1 entries wait, next try in 3600 s."], log.Lines);
    }

    [Fact]
    public void One_entry_that_is_refused_again_and_again_while_others_pass_is_set_aside_alone()
    {
        network.IsUp = false;
        AddMany(12);
        channel.Poison = "2026-03-01T12:01:30Z";
        network.IsUp = true;
        Run(6000);
        Assert.Equal(11, channel.Entries.Count);
        Assert.Equal(0, queue.Count);
        Assert.Contains("The entry of 2026-03-01T12:01:45Z is tried ahead of those before it, which are refused.", log.Lines);
        Assert.Contains("1 entry is set aside, of 2026-03-01T12:01:30Z: "
            + "ThingSpeak takes others and refuses it again and again (HTTP 422).", log.Lines);
    }

    [Fact]
    public void Entries_that_found_no_room_are_not_lost_in_silence()
    {
        queue = new RecordQueue(5);
        loop = new UploadLoop(Channels.Of(settings, channel), queue, network, clock, log);
        network.IsUp = false;
        AddMany(8);
        Run(2);
        Assert.Equal(3, log.Lines.Count(line => line == "1 entries are lost: there was no room, or nothing tells their time."));
    }

    [Fact]
    public void Without_a_key_nothing_is_sent()
    {
        settings.CloudWriteKey = "";
        (queue, loop) = Boot();
        AddMany(10);
        Assert.False(loop.SendStep());
        Assert.Empty(channel.Requests);
    }

    [Fact]
    public void While_the_flash_cannot_be_read_nothing_is_sent_and_it_is_said()
    {
        var flash = new FaultyStore();
        queue = new RecordQueue(240, new FlashLog(flash, 1), settings.KeepInMemory);
        loop = new UploadLoop(Channels.Of(settings, channel), queue, network, clock, log);
        Add();
        flash.IsUnreadable = name => name.StartsWith("queue", StringComparison.Ordinal);
        Assert.False(loop.SendStep());
        Assert.Equal("Entries on flash cannot be read", loop.Trouble);
        Assert.Equal("Entries on flash cannot be read; 1 entries wait, next try in 15 s.", log.Lines[^1]);
        Assert.Empty(channel.Requests);
        flash.IsUnreadable = _ => false;
        Run(20);
        AssertAllThereOnce(1);
        Assert.Equal("", loop.Trouble);
    }

    [Fact]
    public void A_step_that_waits_for_what_must_be_kept_sends_nothing_and_says_so()
    {
        keepsState = false;
        queue.StartAfter(UnixTime.Now(clock) + 600, 0);
        Add();
        clock.Advance(15000);
        Assert.False(loop.SendStep());
        Assert.True(queue.MustNote);
        Assert.Empty(channel.Requests);
        queue.Noted();
        Run(20);
        AssertAllThereOnce(1);
    }

    [Fact]
    public void A_private_channel_that_cannot_be_asked_is_written_to_all_the_same()
    {
        channel.IsPrivate = true;
        AddMany(3);
        channel.Mood = ChannelMood.TakesAndIsSilent;
        AddMany(10);
        channel.Mood = ChannelMood.Good;
        AddMany(400);
        Run(600);
        AssertAllThereOnce(413);
        Assert.Equal(0, queue.Count);
        Assert.Single(
            log.Lines, "ThingSpeak does not let itself be read (HTTP 400; set cloudReadKey): "
                + "entries whose reply gets lost may be there twice.");
    }

    [Fact]
    public void What_was_made_after_all_that_waited_was_sent_is_not_said_to_be_there_twice()
    {
        channel.IsPrivate = true;
        network.IsUp = false;
        AddMany(2);
        (queue, loop) = Boot();
        network.IsUp = true;
        AddMany(30);
        Run(60);
        AssertAllThereOnce(32);
        Assert.Single(log.Lines, line => line.Contains("may be there twice: nothing told", StringComparison.Ordinal));
    }

    [Fact]
    public void Times_behind_those_of_before_the_start_are_kept_before_they_are_sent()
    {
        keepsState = false;
        long noted = UnixTime.Now(clock) + 600;
        queue.StartAfter(noted, 0);
        Add();
        Run(60);
        Assert.True(queue.MustNote);
        Assert.InRange(queue.NewestUnixS, noted + 1, noted + 300);
        Assert.Empty(channel.Requests);
        keepsState = true;
        Run(60);
        AssertAllThereOnce(1);
    }

    [Fact]
    public void A_private_channel_is_asked_with_its_read_key()
    {
        settings.CloudReadKey = "READ";
        (queue, loop) = Boot();
        Add();
        Run(1);
        Assert.Equal(
            "GET https://api.thingspeak.com/channels/7/fields/1.csv?results=100&start=2026-03-01%2012:00:14&end=2026-03-01%2012:00:16"
                + "&api_key=READ",
            channel.Requests[0]);
    }

    [Fact]
    public void Before_the_clock_is_known_entries_wait_and_then_go_out_with_their_own_time()
    {
        clock.IsSet = false;
        network.HasTime = false;
        AddMany(4);
        Assert.Empty(channel.Requests);
        Assert.Contains("Clock cannot be set", log.Lines[0], StringComparison.Ordinal);
        network.HasTime = true;
        Run(700);
        Assert.Equal(
            ["12:00:15", "12:00:30", "12:00:45", "12:01:00"],
            channel.Entries.Select(entry => entry.CreatedAt.ToString("HH:mm:ss", null)));
    }

    private Dictionary<string, byte[]> storeBeforeLastWrite = [];

    private MemoryStore Before()
    {
        var before = new MemoryStore();
        foreach ((string name, byte[] file) in storeBeforeLastWrite)
        {
            before.Put(name, file);
        }

        return before;
    }

    private (RecordQueue Queue, UploadLoop Loop) Boot(MemoryStore? storage = null)
    {
        var next = new RecordQueue(240, new FlashLog(storage ?? store, ++boots), settings.KeepInMemory);
        return (next, new UploadLoop(Channels.Of(settings, channel), next, network, clock, log));
    }

    private static bool IsBulk(string request) => request.Contains("bulk_update", StringComparison.Ordinal);

    private void Add() => AddMany(1);

    private void AddMany(int entries)
    {
        for (int k = 0; k < entries; k++)
        {
            Run(15);
            queue.Add(Entries.Of(added++, UnixTime.Now(clock), clock.UptimeMs));
        }

        queue.StoreStep(clock.UptimeMs);
    }

    private void Run(int seconds, int stepSeconds = 1, Func<bool>? until = null)
    {
        for (int k = 0; k < seconds && !(until?.Invoke() ?? false); k += stepSeconds)
        {
            clock.Advance(1000 * stepSeconds);
            storeBeforeLastWrite = store.Files.ToDictionary(file => file.Key, file => file.Value);
            loop.SendStep();

            // As the gauge does, once it has kept what must be.
            if (keepsState)
            {
                queue.Noted();
            }
        }
    }

    private void AssertAllThereOnce(int entries)
    {
        Assert.Null(channel.Malformed);
        Assert.DoesNotContain(log.Lines, line => line.StartsWith("Sending failed", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, entries).Select(k => "3." + k.ToString("000", null)),
            channel.Entries.Select(entry => entry.Voltage));
        Assert.Equal(channel.Entries.OrderBy(entry => entry.CreatedAt), channel.Entries);
    }
}
