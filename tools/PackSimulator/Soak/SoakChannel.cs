using NanoBms.Device.Hardware;
using NanoBms.PackSimulator.Hosting;
using NanoBms.ThingSpeakContract;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// A ThingSpeak channel in simulated time, which answers as the contract says, with the plan's faults. A request takes simulated time, in
/// which the device's other loops go on, or its power goes.
/// </summary>
internal sealed class SoakChannel : IHttp
{
    public const string WriteKey = "SOAKWRITEKEY0001";
    public const int Id = 7;
    public const string Url = "http://channel";

    private const int TimeoutS = 20, SlowS = 15, LatestS = 90;
    private const int LostReplyEach = 100, LongestReply = 64 * 1024;
    private const string OtherKey = "SOAKWRITEKEY0002";

    private static readonly HttpReply NoReply = new() { Status = 0, Body = "no reply" };
    private static readonly Disturbance Portal = Disturbance.Named("captive portal that answers itself");

    // As long as the firmware takes, whatever it holds: made once, so that no pool keeps its parts; and not by the runtime when it is first
    // asked for, which is in the midst of a soak, as 128 KB that the device did not leak.
    private readonly string endlessBody = new('7', LongestReply);

    private readonly SoakPlan plan;
    private readonly DeviceClock clock;
    private readonly Func<int, bool> wait;
    private readonly SoakObservations seen;
    private readonly Random random;
    private readonly SoakEntries entries;
    private readonly ContractChannel channel;
    private readonly List<(int DueS, Func<ContractReply> Serve)> late = [];
    private bool hangs;

    /// <param name="plan">Faults.</param>
    /// <param name="clock">Time.</param>
    /// <param name="wait">Lets seconds pass; false where the device went off meanwhile.</param>
    /// <param name="seen">Receives when requests were made.</param>
    /// <param name="seed">Seed of what chance decides.</param>
    /// <param name="capacity">Entries it can hold: all that memory is taken at once.</param>
    public SoakChannel(
        SoakPlan plan, DeviceClock clock, Func<int, bool> wait, SoakObservations seen, int seed, int capacity)
    {
        this.seen = seen;
        this.plan = plan;
        this.clock = clock;
        this.wait = wait;
        random = new Random(seed);
        entries = new SoakEntries(capacity, () => Second);
        channel = new ContractChannel(Id, WriteKey, entries, () => clock.NowMs)
        {
            RefusesPartlyTaken = () => random.Next(2) == 0,
            ReadKey = plan.IsPrivate ? "SOAKREADKEY00001" : null,
            TakesTimesTwice = plan.IsPrivate,
        };
    }

    /// <summary>Entries in the order they came.</summary>
    public ReadOnlySpan<ChannelEntry> Entries => entries.All;

    /// <summary>How many there are.</summary>
    public int Count => entries.Count;

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests that did not get the answer of a channel that works.</summary>
    public int Failures { get; private set; }

    /// <summary>Entries that were sent although the channel had them; it kept them from being there twice.</summary>
    public int Repeats => channel.Repeats;

    /// <summary>Writes that cannot be read, or with a wrong key; the first one.</summary>
    public string? Malformed { get; private set; }

    private int Second => (int)(clock.NowMs / SoakPlan.SecondMs);

    /// <summary>The next request never comes back.</summary>
    public void HangNext() => hangs = true;

    /// <summary>A second has passed: what was under way for long may come now.</summary>
    public void Advance()
    {
        for (int k = late.Count - 1; k >= 0; k--)
        {
            if (late[k].DueS <= Second)
            {
                Func<ContractReply> serve = late[k].Serve;
                late.RemoveAt(k);
                serve();
            }
        }
    }

    /// <inheritdoc/>
    public HttpReply Get(string url) => Answer(() => channel.Get(Path(url)), url, isWrite: false);

    /// <inheritdoc/>
    public HttpReply Post(string url, IRequestBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        string text = RequestText.Of(body);
        return Answer(() => channel.Post(Path(url), body.ContentType, text), url + " " + text, isWrite: true);
    }

    private static string Path(string url) => url.StartsWith(Url, StringComparison.Ordinal) ? url[Url.Length..] : url;

    private HttpReply Answer(Func<ContractReply> ask, string request, bool isWrite)
    {
        Requests++;
        seen.AskedS = Second;
        HttpReply serve() => Served(ask, request);
        NetworkState network = plan.Network(Second);
        ChannelMood mood = plan.Mood(Second);
        if (hangs)
        {
            hangs = false;
            while (wait(TimeoutS))
            {
            }

            return Fail(NoReply);
        }

        if (network != NetworkState.Up)
        {
            wait(network == NetworkState.Away ? TimeoutS : 1);
            return Fail(NoReply);
        }

        if (!wait(Latency()))
        {
            // The device went off; its request may be on the way already.
            if (random.Next(2) == 0)
            {
                serve();
            }

            return Fail(NoReply);
        }

        switch (mood)
        {
            case ChannelMood.Zero when isWrite:
                return Fail(Reply(Contract.Of(ContractRequest.Update, ChannelState.TooFast)));
            case ChannelMood.QuotaSpent when isWrite:
                return Fail(Reply(Contract.Of(ContractRequest.Update, ChannelState.QuotaSpent)));
            case ChannelMood.TooMany:
                return Fail(Reply(Contract.Of(ContractRequest.FieldCsv, ChannelState.TooMany)));
            case ChannelMood.Fails:
                return Fail(Reply(Contract.Of(ContractRequest.FieldCsv, ChannelState.Fails)));
            case ChannelMood.Garbage:
                if (random.Next(2) == 0)
                {
                    serve();
                }

                return Fail(new HttpReply { Status = Portal.Status, Body = Portal.Body });
            case ChannelMood.HalfBody:
                HttpReply whole = serve();
                return Fail(whole with { Body = whole.Body[..(whole.Body.Length / 2)] });
            case ChannelMood.Silent:
                wait(TimeoutS);
                return Fail(NoReply);
            case ChannelMood.Reset:
                serve();
                return Fail(NoReply);
            case ChannelMood.Late:
                if (isWrite)
                {
                    late.Add((Second + random.Next(1, LatestS), ask));
                }

                wait(TimeoutS);
                return Fail(NoReply);
            case ChannelMood.Slow:
                HttpReply slow = serve();
                return wait(SlowS) ? slow : Fail(NoReply);
            case >= ChannelMood.Disturbed:
                return Fail(Disturbed(Disturbance.All[(int)mood - (int)ChannelMood.Disturbed], serve));
            default:
                return plan.IsPrivate && Requests % LostReplyEach == 0 ? Lose(serve) : serve();
        }
    }

    /// <summary>What comes of an answer in the channel's place, as the firmware's HTTP hands it on.</summary>
    private HttpReply Disturbed(Disturbance way, Func<HttpReply> serve)
    {
        if (way.PassesOn)
        {
            serve();
        }

        string body = way.Location ?? way.Delivery switch
        {
            Delivery.Half => way.Body[..(way.Body.Length / 2)],
            Delivery.Slow => way.Body[..Math.Min(way.Body.Length, TimeoutS)],
            Delivery.Endless => endlessBody,
            _ => way.Body,
        };
        bool isOn = way.Delivery is not (Delivery.Slow or Delivery.Silent) || wait(TimeoutS);
        return isOn && way.Status != 0 ? new HttpReply { Status = way.Status, Body = body } : NoReply;
    }

    private HttpReply Lose(Func<HttpReply> serve)
    {
        serve();
        return Fail(NoReply);
    }

    private HttpReply Served(Func<ContractReply> ask, string request)
    {
        bool isKeyWrong = plan.IsKeyWrong(Second);
        channel.WriteKey = isKeyWrong ? OtherKey : WriteKey;
        ContractReply reply = ask();
        Malformed ??= reply.State is null || (reply.State == ChannelState.WrongKey && !isKeyWrong) ? request : null;
        Failures += isKeyWrong ? 1 : 0;
        return new HttpReply { Status = reply.Status, Body = reply.Body };
    }

    private static HttpReply Reply(ContractAnswer answer) => new() { Status = answer.Status, Body = answer.BodyWith(0) };

    private HttpReply Fail(HttpReply reply)
    {
        Failures++;
        return reply;
    }

    /// <summary>Seconds a request that goes well takes; most take less than one.</summary>
    private int Latency() => random.Next(20) switch
    {
        0 => 3,
        <= 3 => 1,
        _ => 0,
    };
}
