using NanoBms.Device.Hardware;
using NanoBms.PackSimulator.Hosting;
using NanoBms.ThingSpeakContract;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>What the channel does with a request.</summary>
internal enum ChannelMood
{
    /// <summary>What the contract says.</summary>
    Good,

    /// <summary>Takes the entries, and the answer gets lost.</summary>
    TakesAndIsSilent,

    /// <summary>Neither takes nor answers.</summary>
    Silent,

    /// <summary>Takes the entries and answers something else.</summary>
    TakesAndBabbles,

    /// <summary>Takes the entries and answers half of what it should.</summary>
    TakesAndBreaksOff,

    /// <summary>The server fails, nothing taken.</summary>
    Fails,

    /// <summary>Too many requests, nothing taken.</summary>
    TooMany,

    /// <summary>The quota is spent, nothing taken.</summary>
    QuotaSpent,

    /// <summary>Refuses each write as one that comes too fast.</summary>
    Zero,

    /// <summary>The write key was renewed.</summary>
    WrongKey,
}

/// <summary>A ThingSpeak channel as the contract has it, with what may go wrong on the way to it.</summary>
internal sealed class FakeChannel : IHttp
{
    private const string Server = "https://api.thingspeak.com";

    private static readonly HttpReply NoReply = new() { Body = "no reply" };

    private readonly string key;
    private readonly ContractChannel channel;
    private readonly EntryList entries = new();

    public FakeChannel(ManualClock clock, string writeKey = "KEY")
    {
        key = writeKey;
        channel = new ContractChannel(7, key, entries, () => clock.UptimeMs) { RefusesPartlyTaken = () => RefusesPartlyTaken };
    }

    /// <summary>What it does next.</summary>
    public ChannelMood Mood { get; set; }

    /// <summary>A state that it is in whatever is asked; null: none.</summary>
    public ChannelState? Forced { get; set; }

    /// <summary>What stands in the way to it; null: nothing.</summary>
    public Disturbance? Disturbance { get; set; }

    /// <summary>Whether requests go by the number of the post: that one's reply gets lost, 1 the first.</summary>
    public Func<int, bool> LosesReply { get; set; } = _ => false;

    /// <summary>Whether it refuses a bulk write some of whose times are there, all of it.</summary>
    public bool RefusesPartlyTaken { get; set; } = true;

    /// <summary>Whether it keeps two entries of the same time, as the published server does.</summary>
    public bool TakesTimesTwice { set => channel.TakesTimesTwice = value; }

    /// <summary>Entries in the order they came: their time and their voltage.</summary>
    public List<(DateTime CreatedAt, string Voltage)> Entries => entries.All;

    /// <summary>Their numbers.</summary>
    public List<EntryNumber> Numbers => entries.Numbers;

    /// <summary>Entries that came a second time.</summary>
    public int Doubles => channel.Repeats;

    /// <summary>All requests, up to a thousand.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The first request that is none of the interface; an exception here would be taken for a fault of the network.</summary>
    public string? Malformed { get; private set; }

    /// <summary>Posts so far.</summary>
    public int Posts { get; private set; }

    /// <summary>Whether the device is still running: one without power sends nothing.</summary>
    public Func<bool> HasPower { get; set; } = () => true;

    /// <summary>Whether it can be read with a key only.</summary>
    public bool IsPrivate { set => channel.ReadKey = value ? "READKEY000000001" : null; }

    /// <summary>An entry time that gets HTTP 422.</summary>
    public string? Poison { get; set; }

    public HttpReply Get(string url)
    {
        Add("GET " + url);
        Prepare();
        return Answer(() => channel.Get(url[Server.Length..]), isWrite: false);
    }

    public HttpReply Post(string url, IRequestBody body) => Post(url, body.ContentType, RequestText.Of(body));

    /// <summary>Answers a post.</summary>
    public HttpReply Post(string url, string contentType, string body)
    {
        Posts++;
        Add("POST " + url + " " + body);
        if (!HasPower())
        {
            return NoReply;
        }

        if (Poison is not null && body.Contains(Poison, StringComparison.Ordinal))
        {
            return new HttpReply { Status = ContractError.InvalidText.Status, Body = ContractError.InvalidText.Json("") };
        }

        Prepare();
        HttpReply reply = Answer(() => channel.Post(url[Server.Length..], contentType, body), isWrite: true);
        return LosesReply(Posts) ? NoReply : reply;
    }

    private void Prepare()
    {
        channel.WriteKey = Mood == ChannelMood.WrongKey ? "RENEWED" : key;
        channel.Forced = Mood switch
        {
            ChannelMood.Fails => ChannelState.Fails,
            ChannelMood.TooMany => ChannelState.TooMany,
            ChannelMood.QuotaSpent => ChannelState.QuotaSpent,
            _ => Forced,
        };
    }

    private HttpReply Answer(Func<ContractReply> ask, bool isWrite)
    {
        if (Disturbance is { } way)
        {
            if (way.PassesOn)
            {
                Serve(ask);
            }

            return Reply(way);
        }

        switch (Mood)
        {
            case ChannelMood.Silent:
                return NoReply;
            case ChannelMood.Zero when isWrite:
                return new HttpReply { Status = 200, Body = Contract.Of(ContractRequest.Update, ChannelState.TooFast).Body };
            case ChannelMood.TakesAndIsSilent:
                Serve(ask);
                return NoReply;
            case ChannelMood.TakesAndBabbles when isWrite:
                return Serve(ask).State == ChannelState.Ready ? Reply(Disturbance.Named("captive portal that answers itself")) : NoReply;
            case ChannelMood.TakesAndBreaksOff:
                ContractReply whole = Serve(ask);
                return new HttpReply { Status = whole.Status, Body = whole.Body[..(whole.Body.Length / 2)] };
            default:
                ContractReply reply = Serve(ask);
                return new HttpReply { Status = reply.Status, Body = reply.Body };
        }
    }

    private ContractReply Serve(Func<ContractReply> ask)
    {
        ContractReply reply = ask();
        Malformed ??= reply.State is null ? Requests[^1] : null;
        return reply;
    }

    // As HttpSender gives it to the firmware: where a redirect leads to, no more of a body than fits, nothing of what does not come.
    private static HttpReply Reply(Disturbance way) => way switch
    {
        { Status: 0 } => NoReply,
        { Location: { } location } => new HttpReply { Status = way.Status, Body = location },
        { Delivery: Delivery.Half } => new HttpReply { Status = way.Status, Body = way.Body[..(way.Body.Length / 2)] },
        { Delivery: Delivery.Slow } => new HttpReply { Status = way.Status, Body = way.Body[..20] },
        { Delivery: Delivery.Endless } => new HttpReply { Status = way.Status, Body = way.Body[..1024] },
        _ => new HttpReply { Status = way.Status, Body = way.Body },
    };

    private void Add(string request)
    {
        if (Requests.Count < 1000)
        {
            Requests.Add(request);
        }
    }

    private sealed class EntryList : IContractEntries
    {
        private readonly HashSet<long> times = [];

        public List<(DateTime CreatedAt, string Voltage)> All { get; } = [];

        public List<EntryNumber> Numbers { get; } = [];

        public int Count => All.Count;

        public (long UnixS, string? Field1)? Last =>
            All.Count == 0 ? null : (new DateTimeOffset(All[^1].CreatedAt).ToUnixTimeSeconds(), All[^1].Voltage);

        public bool Has(long unixS) => times.Contains(unixS);

        public bool TryAdd(WrittenEntry entry)
        {
            // The reading, power and status are always there; estimate and inference time together or not at all.
            if (entry.Fields.Where((_, k) => k is 0 or 1 or 2 or 6).Any(field => field is null)
                || entry.Fields[3] is null != entry.Fields[4] is null)
            {
                return false;
            }

            if (entry.Number is not { } number)
            {
                return false;
            }

            times.Add(entry.UnixS);
            Numbers.Add(number);
            All.Add((DateTimeOffset.FromUnixTimeSeconds(entry.UnixS).UtcDateTime, entry.Fields[0]!));
            return true;
        }

        public IEnumerable<(long UnixS, string? Field1)> Between(long fromS, long toS) =>
            All.Select(entry => (UnixS: new DateTimeOffset(entry.CreatedAt).ToUnixTimeSeconds(), Field1: (string?)entry.Voltage))
                .Where(entry => entry.UnixS >= fromS && entry.UnixS <= toS).OrderBy(entry => entry.UnixS);
    }
}
