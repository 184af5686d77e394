using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.Storage;
using NanoBms.ThingSpeakContract;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>The firmware against each row of the contract, and against all that may stand in the way to a channel.</summary>
public sealed class ContractTests
{
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly DeviceSettings settings = new() { CloudWriteKey = "KEY", CloudChannelId = 7 };
    private readonly FakeChannel channel;
    private readonly FakeNetwork network;
    private readonly RecordQueue queue = new(RecordQueue.MaxAtOnce * 500);
    private UploadLoop loop;
    private int added;

    public ContractTests()
    {
        channel = new FakeChannel(clock);
        network = new FakeNetwork(clock);
        loop = Loop();
    }

    /// <summary>The rows that the firmware's writes may meet.</summary>
    public static TheoryData<ContractRequest, ChannelState> WriteRows() => new(Contract.All
        .Where(row => row.Request is ContractRequest.Update or ContractRequest.Bulk).Select(row => (row.Request, row.State)));

    /// <summary>The rows that its questions may meet.</summary>
    public static TheoryData<ChannelState> QuestionRows() =>
        new(Contract.All.Where(row => row.Request == ContractRequest.FieldCsv).Select(row => row.State));

    /// <summary>All that may stand in the way.</summary>
    public static TheoryData<string> Ways() => new(Disturbance.All.Select(way => way.Name));

    [Theory]
    [MemberData(nameof(WriteRows))]
    public void An_answer_is_taken_for_what_it_means(ContractRequest request, ChannelState state)
    {
        ContractAnswer row = Contract.Of(request, state);
        SendOutcome outcome = Outcome(request, new HttpReply { Status = row.Status, Body = row.BodyWith(17) });

        // What is not there is never taken to be; what is there may be asked for once more.
        Assert.True(row.IsTaken ? outcome is SendOutcome.Accepted or SendOutcome.Unknown : outcome != SendOutcome.Accepted,
            outcome.ToString());
        SendOutcome expected = state switch
        {
            ChannelState.Ready => SendOutcome.Accepted,
            ChannelState.TimeTaken => row.IsTaken ? SendOutcome.Accepted : SendOutcome.Rejected,
            ChannelState.WrongKey or ChannelState.NoChannel or ChannelState.QuotaSpent => SendOutcome.Refused,
            ChannelState.Fails => SendOutcome.Unknown,
            ChannelState.TooMany => SendOutcome.Retry,
            ChannelState.TooFast => row.Status == 429 ? SendOutcome.Retry : SendOutcome.Rejected,
            _ => SendOutcome.Rejected,
        };
        Assert.Equal(expected, outcome);
    }

    [Theory]
    [MemberData(nameof(QuestionRows))]
    public void A_question_is_told_only_by_a_list(ChannelState state)
    {
        ContractAnswer row = Contract.Of(ContractRequest.FieldCsv, state);
        bool isList = state is ChannelState.Ready or ChannelState.Empty;
        string list = "created_at,entry_id,field1\n" + (state == ChannelState.Ready ? "2026-03-01 12:00:15 UTC,1,3.7\n" : "");
        var http = new OneReply(new HttpReply { Status = row.Status, Body = isList ? list : row.BodyWith(0) });
        var sink = Channels.Of(settings, http);
        Assert.Equal(isList, sink.TryFind(Batch(2), 2, out int arrived));
        Assert.Equal(state == ChannelState.Ready ? 1 : 0, arrived);

        // A private channel, and one that is not there, will not tell; a server that fails may.
        Assert.Equal(state is not (ChannelState.Private or ChannelState.NoChannel), sink.CanAsk);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Whatever_stands_in_the_way_is_no_acceptance_unless_it_may_have_passed_the_entry_on(string name)
    {
        Disturbance way = Disturbance.Named(name);
        foreach (ContractRequest request in new[] { ContractRequest.Update, ContractRequest.Bulk })
        {
            channel.Disturbance = null;
            SendOutcome outcome = Outcome(request, Reply(way));
            if (outcome == SendOutcome.Accepted)
            {
                // A number without end is the number of an entry.
                Assert.True(way.PassesOn && request == ContractRequest.Update && way.Body[0] == '7', way.Name);
            }

            Assert.True(!way.PassesOn || outcome is SendOutcome.Unknown or SendOutcome.Accepted, $"{way.Name}: {outcome}");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Six_hours_of_anything_in_the_way_lose_double_and_disorder_nothing(string name)
    {
        AddMany(10);
        channel.Disturbance = Disturbance.Named(name);
        AddMany(6 * 240);
        channel.Disturbance = null;
        Recover(240);

        // Where all answers are spoilt, questions too, entries are sent again in the end; the channel keeps them from being there twice.
        AssertAllThereOnce(repeats: Disturbance.Named(name).PassesOn);
        Assert.DoesNotContain(log.Lines, line => line.Contains("set aside", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(0, true)]
    [InlineData(7, false)]
    public void Six_hours_of_a_wrong_key_and_then_the_right_one_lose_and_disorder_nothing(int channelId, bool hasBacklog)
    {
        settings.CloudChannelId = channelId;
        loop = Loop();
        AddMany(10);
        network.IsUp = !hasBacklog;
        AddMany(60);
        network.IsUp = true;
        channel.Mood = ChannelMood.WrongKey;
        int posts = channel.Posts;
        AddMany(6 * 240);
        Assert.InRange(channel.Posts - posts, 5, 8);
        channel.Mood = ChannelMood.Good;
        Recover(channelId > 0 ? 240 : 1700, addsNoMore: channelId == 0);
        AssertAllThereOnce();
        Assert.Contains(
            log.Lines, line => line.StartsWith("ThingSpeak takes nothing from this device: HTTP 40", StringComparison.Ordinal)
                && line.Contains("check key and address", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_a_private_channel_every_hundredth_lost_reply_loses_nothing_and_doubles_only_where_that_is_said(bool takesTimesTwice)
    {
        channel.IsPrivate = true;
        channel.TakesTimesTwice = takesTimesTwice;
        channel.LosesReply = post => post % 100 == 0;
        AddMany(2000);
        Recover(240);
        string[] voltages = [.. channel.Entries.Select(entry => entry.Voltage + entry.CreatedAt)];
        Assert.Equal(added, voltages.Distinct().Count());
        int said =
            log.Lines.Count(
                line => line.Contains(" may be there twice: ", StringComparison.Ordinal)
                    || line.Contains("it may be there already", StringComparison.Ordinal));
        Assert.InRange(voltages.Length - added, takesTimesTwice ? 10 : 0, takesTimesTwice ? said : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lost_reply_of_many_entries_at_once_resolves_itself_also_where_the_channel_cannot_be_asked(bool refusesPartlyTaken)
    {
        channel.IsPrivate = true;
        channel.RefusesPartlyTaken = refusesPartlyTaken;
        network.IsUp = false;
        AddMany(30);
        network.IsUp = true;
        channel.LosesReply = post => post == 1;
        Recover(2000);
        AssertAllThereOnce(repeats: true);
    }

    private UploadLoop Loop() => new(Channels.Of(settings, channel), queue, network, clock, log);

    private SendOutcome Outcome(ContractRequest request, HttpReply reply)
    {
        int entries = request == ContractRequest.Bulk ? 2 : 1;
        return Channels.Of(settings, new OneReply(reply)).Send(Batch(entries), 0, entries);
    }

    private static HttpReply Reply(Disturbance way) => way.Status == 0 ? new HttpReply { Body = "no reply" } : new HttpReply
    {
        Status = way.Status,
        Body = way.Location ?? (way.Delivery is Delivery.Half or Delivery.Slow ? way.Body[..(way.Body.Length / 2)] : way.Body),
    };

    private RecordQueue Batch(int entries)
    {
        var batch = new RecordQueue(entries);
        for (int k = 0; k < entries; k++)
        {
            batch.Add(Entries.Of(k, UnixTime.Now(clock) + 15 * (k + 1)));
        }

        batch.TakeBatch(entries);
        return batch;
    }

    private void AddMany(int entries)
    {
        for (int k = 0; k < entries; k++)
        {
            for (int second = 0; second < 15; second++)
            {
                clock.Advance(1000);
                loop.SendStep();
            }

            queue.Add(Entries.Of(added++, UnixTime.Now(clock), clock.UptimeMs));
        }
    }

    private void Recover(int entries, bool addsNoMore = false)
    {
        if (!addsNoMore)
        {
            AddMany(entries);
        }

        for (int second = 0; second < 15 * entries; second++)
        {
            clock.Advance(1000);
            loop.SendStep();
        }

        Assert.Equal(0, queue.Count);
    }

    private void AssertAllThereOnce(bool repeats = false)
    {
        Assert.Null(channel.Malformed);
        Assert.DoesNotContain(log.Lines, line => line.StartsWith("Sending failed", StringComparison.Ordinal));
        Assert.Equal(added, channel.Entries.Count);
        Assert.Equal(Enumerable.Range(0, added).Select(k => "3." + (k % 1000).ToString("000", null)),
            channel.Entries.Select(entry => entry.Voltage));
        Assert.Equal(channel.Entries.OrderBy(entry => entry.CreatedAt), channel.Entries);
        Assert.Equal(Enumerable.Range(1, added).Select(number => new EntryNumber(number, 0, 0, 0)), channel.Numbers);
        Assert.True(repeats || channel.Doubles == 0, $"{channel.Doubles} entries were sent again");
    }

    private sealed class OneReply(HttpReply reply) : IHttp
    {
        public HttpReply Post(string url, string contentType, string body) => reply;

        public HttpReply Get(string url) => reply;
    }
}
