using System.Globalization;
using System.Text.Json;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>What the channel does with a request.</summary>
internal enum ChannelMood
{
    /// <summary>What the API reference says.</summary>
    Good,

    /// <summary>Takes the entries, and the answer gets lost.</summary>
    TakesAndIsSilent,

    /// <summary>Neither takes nor answers.</summary>
    Silent,

    /// <summary>Takes the entries and answers something else.</summary>
    TakesAndBabbles,

    /// <summary>Takes the entries and answers half of what it should.</summary>
    TakesAndBreaksOff,

    /// <summary>HTTP 500, nothing taken.</summary>
    Fails,

    /// <summary>HTTP 429, nothing taken.</summary>
    TooMany,

    /// <summary>HTTP 402, nothing taken.</summary>
    QuotaSpent,

    /// <summary>HTTP 200 with body 0, nothing taken.</summary>
    Zero,
}

/// <summary>A ThingSpeak channel: takes no two entries of the same time, and one write each 15 s.</summary>
internal sealed class FakeChannel(ManualClock clock) : IHttp
{
    private readonly HashSet<string> known = [];
    private long lastWriteMs = long.MinValue / 2;

    /// <summary>What it does next.</summary>
    public ChannelMood Mood { get; set; }

    /// <summary>Least time between writes.</summary>
    public int PeriodMs { get; set; } = 15000;

    /// <summary>Entries in the order they came: their time and their voltage.</summary>
    public List<(DateTime CreatedAt, string Voltage)> Entries { get; } = [];

    /// <summary>Entries that came a second time.</summary>
    public int Doubles { get; private set; }

    /// <summary>All requests.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Whether the device is still running: one without power sends nothing.</summary>
    public Func<bool> HasPower { get; set; } = () => true;

    /// <summary>Whether it can be read with a key only.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>An entry time that gets HTTP 422.</summary>
    public string? Poison { get; set; }

    public HttpReply Get(string url)
    {
        Add("GET " + url);
        Assert.Contains("/channels/7/fields/1.csv?results=100&start=", url, StringComparison.Ordinal);
        if (IsPrivate)
        {
            return new HttpReply { Status = 400, Body = "-1" };
        }

        return Mood switch
        {
            ChannelMood.Silent or ChannelMood.TakesAndIsSilent => new HttpReply { Body = "no reply" },
            ChannelMood.Fails => new HttpReply { Status = 500, Body = "" },
            ChannelMood.TakesAndBreaksOff => new HttpReply { Status = 200, Body = List(url)[..^1] },
            _ => new HttpReply { Status = 200, Body = List(url) },
        };
    }

    public HttpReply Post(string url, string contentType, string body)
    {
        Add("POST " + url + " " + body);
        if (!HasPower())
        {
            return new HttpReply { Body = "no reply" };
        }

        bool bulk = url.EndsWith("/channels/7/bulk_update.json", StringComparison.Ordinal);
        Assert.True(bulk || url.EndsWith("/update", StringComparison.Ordinal), url);
        switch (Mood)
        {
            case ChannelMood.Silent:
                return new HttpReply { Body = "no reply" };
            case ChannelMood.Fails:
                return new HttpReply { Status = 500, Body = "" };
            case ChannelMood.TooMany:
                return new HttpReply { Status = 429, Body = "" };
            case ChannelMood.QuotaSpent:
                return new HttpReply { Status = 402, Body = "" };
            case ChannelMood.Zero:
                return new HttpReply { Status = 200, Body = "0" };
        }

        List<(string CreatedAt, string Voltage)> entries = bulk ? ParseBulk(body) : [ParseForm(body)];
        if (entries.Exists(entry => entry.CreatedAt == Poison))
        {
            return new HttpReply { Status = 422, Body = "" };
        }

        bool tooFast = clock.UptimeMs - lastWriteMs < PeriodMs && clock.UptimeMs >= lastWriteMs;
        if (tooFast || entries.Exists(entry => known.Contains(entry.CreatedAt)))
        {
            Doubles += tooFast ? 0 : 1;
            return Mood == ChannelMood.TakesAndIsSilent ? new HttpReply { Body = "no reply" }
                : bulk ? new HttpReply { Status = 429, Body = "" } : new HttpReply { Status = 200, Body = "0" };
        }

        lastWriteMs = clock.UptimeMs;
        known.UnionWith(entries.Select(entry => entry.CreatedAt));
        Entries.AddRange(entries.Select(entry => (DateTime.Parse(entry.CreatedAt, CultureInfo.InvariantCulture).ToUniversalTime(), entry.Voltage)));
        string answer = bulk ? "{\"success\":true}" : Entries.Count.ToString(CultureInfo.InvariantCulture);
        return Mood switch
        {
            ChannelMood.TakesAndIsSilent => new HttpReply { Body = "no reply" },
            ChannelMood.TakesAndBabbles => new HttpReply { Status = 200, Body = "<html>" },
            ChannelMood.TakesAndBreaksOff => new HttpReply { Status = bulk ? 202 : 200, Body = bulk ? answer[..7] : "" },
            _ => new HttpReply { Status = bulk ? 202 : 200, Body = answer },
        };
    }

    private void Add(string request)
    {
        if (Requests.Count < 1000)
        {
            Requests.Add(request);
        }
    }

    private string List(string url)
    {
        string[] span = [.. url.Split("start=")[1].Split("&api_key=")[0].Split("&end=").Select(Uri.UnescapeDataString)];
        IEnumerable<string> lines = Entries.Select(entry => entry.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
            .Where(time => string.CompareOrdinal(time, span[0]) >= 0 && string.CompareOrdinal(time, span[1]) <= 0)
            .Select(time => time + " UTC,1,3.7\n");
        return "created_at,entry_id,field1\n" + string.Concat(lines);
    }

    private static (string CreatedAt, string Voltage) ParseForm(string body)
    {
        Dictionary<string, string> fields = body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal("KEY", fields["api_key"]);
        // Key, time and eight fields; three fewer while there is no estimate.
        Assert.Equal(fields.ContainsKey("field4") ? 10 : 7, fields.Count);
        return (fields["created_at"], fields["field1"]);
    }

    private static List<(string CreatedAt, string Voltage)> ParseBulk(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        Assert.Equal("KEY", document.RootElement.GetProperty("write_api_key").GetString());
        return [.. document.RootElement.GetProperty("updates").EnumerateArray()
            .Select(entry => (entry.GetProperty("created_at").GetString()!, entry.GetProperty("field1").GetRawText()))];
    }
}
