using System.Globalization;
using System.Text;
using System.Text.Json;
using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// A ThingSpeak channel in simulated time, with the rules of its API reference (times are unique, a write each 15 s, 960 entries in one) and
/// the plan's faults. A request takes simulated time, in which the device's other loops go on, or its power goes.
/// </summary>
internal sealed class SoakChannel : IHttp
{
    public const string WriteKey = "SOAKWRITEKEY0001";
    public const int Id = 7;
    public const string Url = "http://channel";

    private const int RateLimitS = 15, MostEntries = 960, TimeoutS = 20, SlowS = 15, LatestS = 90;

    private static readonly string List = $"{Url}/channels/{Id}/fields/1.csv?results=100&start=";

    private static readonly HttpReply NoReply = new() { Status = 0, Body = "no reply" };
    private static readonly HttpReply Page = new() { Status = 200, Body = "<html><body>Please log in</body></html>" };

    private readonly SoakPlan plan;
    private readonly DeviceClock clock;
    private readonly Func<int, bool> wait;
    private readonly Random random;
    private readonly HashSet<long> times;
    private readonly List<(int DueS, ChannelEntry[] Entries)> late = [];
    private readonly ChannelEntry[] entries;
    private int lastWriteS = int.MinValue / 2;
    private bool hangs;

    /// <param name="plan">Faults.</param>
    /// <param name="clock">Time.</param>
    /// <param name="wait">Lets seconds pass; false where the device went off meanwhile.</param>
    /// <param name="seed">Seed of what chance decides.</param>
    /// <param name="capacity">Entries it can hold: all that memory is taken at once.</param>
    public SoakChannel(SoakPlan plan, DeviceClock clock, Func<int, bool> wait, int seed, int capacity)
    {
        this.plan = plan;
        this.clock = clock;
        this.wait = wait;
        random = new Random(seed);
        entries = new ChannelEntry[capacity];
        times = new HashSet<long>(capacity);
    }

    /// <summary>Entries in the order they came.</summary>
    public ReadOnlySpan<ChannelEntry> Entries => entries.AsSpan(0, Count);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests that did not get the answer of a channel that works.</summary>
    public int Failures { get; private set; }

    /// <summary>Entries that were sent although the channel had them; it kept them from being there twice.</summary>
    public int Repeats { get; private set; }

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
                ChannelEntry[] entries = late[k].Entries;
                late.RemoveAt(k);
                Take(entries, isBulk: entries.Length > 1);
            }
        }
    }

    /// <inheritdoc/>
    public HttpReply Get(string url) => Answer(
        () => url.StartsWith(List, StringComparison.Ordinal) ? Listed(url) : Malform(url), null);

    /// <inheritdoc/>
    public HttpReply Post(string url, string contentType, string body)
    {
        bool isBulk = url == $"{Url}/channels/{Id}/bulk_update.json" && contentType == "application/json";
        if (!(isBulk || (url == Url + "/update" && contentType == "application/x-www-form-urlencoded"))
            || !(isBulk ? TryReadBulk(body, out ChannelEntry[] written) : TryReadForm(body, out written)))
        {
            return Malform(url + " " + body);
        }

        return Answer(() => Take(written, isBulk), written);
    }

    private HttpReply Answer(Func<HttpReply> serve, ChannelEntry[]? written)
    {
        Requests++;
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
            case ChannelMood.Zero when written is not null:
                return Fail(new HttpReply { Status = 200, Body = "0" });
            case ChannelMood.QuotaSpent:
                return Fail(new HttpReply { Status = 402, Body = "" });
            case ChannelMood.TooMany:
                return Fail(new HttpReply { Status = 429, Body = "error_too_many_requests" });
            case ChannelMood.Fails:
                return Fail(new HttpReply { Status = 500, Body = "" });
            case ChannelMood.Garbage:
                if (random.Next(2) == 0)
                {
                    serve();
                }

                return Fail(Page);
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
                if (written is not null)
                {
                    late.Add((Second + random.Next(1, LatestS), written));
                }

                wait(TimeoutS);
                return Fail(NoReply);
            case ChannelMood.Slow:
                HttpReply slow = serve();
                return wait(SlowS) ? slow : Fail(NoReply);
            default:
                return serve();
        }
    }

    private HttpReply Take(ChannelEntry[] written, bool isBulk)
    {
        int taken = written.Count(entry => times.Contains(entry.CreatedUnixS));
        Repeats += taken;
        if (written.Length > MostEntries)
        {
            return new HttpReply { Status = 413, Body = "error_request_too_large" };
        }

        // What becomes of a bulk write some of which is there is not documented: refused as a whole, or the rest of it taken.
        bool tooFast = Second - lastWriteS < RateLimitS;
        if (tooFast || (taken > 0 && (!isBulk || random.Next(2) == 0)))
        {
            return isBulk ? new HttpReply { Status = 429, Body = "error_too_many_requests" } : new HttpReply { Status = 200, Body = "0" };
        }

        lastWriteS = Second;
        foreach (ChannelEntry entry in written)
        {
            if (times.Add(entry.CreatedUnixS))
            {
                entries[Count] = entry;
                entries[Count].ArrivedS = Second;
                Count++;
            }
        }

        return isBulk
            ? new HttpReply { Status = 202, Body = "{\"success\":true}" }
            : new HttpReply { Status = 200, Body = Count.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>Entries from a second to another, as CSV: "fields/1.csv?results=100&amp;start=2026-03-01%2012:00:00&amp;end=2026-03-01%2012:00:02".</summary>
    private HttpReply Listed(string url)
    {
        string[] span = Uri.UnescapeDataString(url[List.Length..]).Split("&end=");
        if (span.Length != 2 || !TryParse(span[0], out DateTimeOffset from) || !TryParse(span[1], out DateTimeOffset to))
        {
            return Malform(url);
        }

        var body = new StringBuilder("created_at,entry_id,field1\n");
        for (long unixS = from.ToUnixTimeSeconds(); unixS <= to.ToUnixTimeSeconds(); unixS++)
        {
            if (times.Contains(unixS))
            {
                body.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(unixS):yyyy-MM-dd HH:mm:ss} UTC,1,3.7\n");
            }
        }

        return new HttpReply { Status = 200, Body = body.ToString() };
    }

    private static bool TryParse(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private HttpReply Fail(HttpReply reply)
    {
        Failures++;
        return reply;
    }

    private HttpReply Malform(string request)
    {
        Malformed ??= request;
        return new HttpReply { Status = 400, Body = "error_bad_request" };
    }

    /// <summary>Seconds a request that goes well takes; most take less than one.</summary>
    private int Latency() => random.Next(20) switch
    {
        0 => 3,
        <= 3 => 1,
        _ => 0,
    };

    private static bool TryReadForm(string body, out ChannelEntry[] written)
    {
        var entry = new ChannelEntry();
        bool hasKey = false;
        int fields = 0;
        foreach (string pair in body.Split('&'))
        {
            string[] parts = pair.Split('=');
            if (parts.Length != 2)
            {
                fields = int.MinValue;
            }
            else if (parts[0] == "api_key")
            {
                hasKey = parts[1] == WriteKey;
            }
            else if (TryTake(ref entry, parts[0], parts[1]))
            {
                fields++;
            }
        }

        written = [entry];
        return hasKey && fields == 9;
    }

    private static bool TryReadBulk(string body, out ChannelEntry[] written)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement updates = document.RootElement.GetProperty("updates");
            written = new ChannelEntry[updates.GetArrayLength()];
            bool holds = document.RootElement.GetProperty("write_api_key").GetString() == WriteKey && written.Length > 0;
            int k = 0;
            foreach (JsonElement update in updates.EnumerateArray())
            {
                int fields = 0;
                foreach (JsonProperty member in update.EnumerateObject())
                {
                    string? text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText();
                    fields += TryTake(ref written[k], member.Name, text) ? 1 : int.MinValue / 4;
                }

                holds &= fields == 9;
                k++;
            }

            return holds;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            written = [];
            return false;
        }
    }

    /// <summary>Takes a time or a field of an entry.</summary>
    private static bool TryTake(ref ChannelEntry entry, string name, string? text)
    {
        if (name != "created_at")
        {
            return name.Length == 6 && name.StartsWith("field", StringComparison.Ordinal) && name[5] is >= '1' and <= '8' && entry.TryTake(name[5] - '0', text);
        }

        bool isTime = DateTimeOffset.TryParseExact(
            text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        entry.CreatedUnixS = isTime ? time.ToUnixTimeSeconds() : 0;
        return isTime;
    }
}
