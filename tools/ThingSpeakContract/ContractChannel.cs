using System.Globalization;
using System.Text;

namespace NanoBms.ThingSpeakContract;

/// <summary>
/// A channel that answers as the table says: what the tests' and the soak's channels are made of. It takes bodies as the gauge makes them,
/// and tells of entries no more than time and field1.
/// </summary>
/// <param name="id">Number of the channel.</param>
/// <param name="writeKey">Its write key.</param>
/// <param name="entries">Its entries.</param>
/// <param name="nowMs">Time by which the rate limit counts, milliseconds.</param>
public sealed class ContractChannel(int id, string writeKey, IContractEntries entries, Func<long> nowMs)
{
    private const int MaxEntries = 960, DayS = 86400;

    private static readonly ContractReply NoRequest =
        new(ContractError.BadRequest.Status, ContractError.BadRequest.Json(""), "application/json", null);

    private long? lastWriteMs;

    /// <summary>The write key that it takes now: another one after it was renewed.</summary>
    public string WriteKey { get; set; } = writeKey;

    /// <summary>Key without which it is not shown; null: it is public.</summary>
    public string? ReadKey { get; set; }

    /// <summary>Least time between two writes, milliseconds.</summary>
    public int RateLimitMs { get; set; } = 15000;

    /// <summary>Whether it takes a second entry of the same time, as the published server does.</summary>
    public bool TakesTimesTwice { get; set; }

    /// <summary>
    /// What becomes of a bulk write some of whose times are there: all of it refused, or the others taken. Neither is documented.
    /// </summary>
    public Func<bool> RefusesPartlyTaken { get; set; } = () => false;

    /// <summary>A state that it is in whatever is asked; null: none.</summary>
    public ChannelState? Forced { get; set; }

    /// <summary>Entries that were sent although there was one of their time.</summary>
    public int Repeats { get; private set; }

    /// <summary>Answers a POST.</summary>
    /// <param name="path">Path, as "/update".</param>
    /// <param name="contentType">Content type.</param>
    /// <param name="body">Body.</param>
    public ContractReply Post(string path, string contentType, string body)
    {
        if (ContractPaths.Find(path) is not { } address || !Contract.Writes.Contains(address.Request))
        {
            return NoRequest;
        }

        bool isBulk = address.Request == ContractRequest.Bulk;
        if (contentType != (isBulk ? "application/json" : "application/x-www-form-urlencoded")
            || !WriteBody.TryRead(body, isBulk, out string? key, out List<WrittenEntry> written))
        {
            return NoRequest;
        }

        ChannelState? state = isBulk && address.ChannelId != id ? ChannelState.NoChannel : Forced ?? Write(address.Request, key, written);
        return state is { } found ? Reply(address.Request, found, () => EntryJson(written[^1].UnixS, written[^1].Fields[0])) : NoRequest;
    }

    /// <summary>Answers a GET.</summary>
    /// <param name="pathAndQuery">As "/channels/7/fields/1.csv?start=..".</param>
    public ContractReply Get(string pathAndQuery)
    {
        string[] parts = pathAndQuery.Split('?', 2);
        Dictionary<string, string> query = WriteBody.Pairs(parts.Length > 1 ? parts[1] : "");
        if (ContractPaths.Find(parts[0]) is not { } address || Contract.Writes.Contains(address.Request)
            || (address.Request is ContractRequest.Field or ContractRequest.FieldCsv && address.Number != 1)
            || !TrySpan(address.Request, query, out long fromS, out long toS))
        {
            return NoRequest;
        }

        ContractRequest request = address.Request;
        bool mayRead = ReadKey is null || (query.GetValueOrDefault("api_key") is { } key && (key == ReadKey || key == WriteKey));
        bool isThere = entries.Count > 0 && (request != ContractRequest.Entry || address.Number == entries.Count);
        ChannelState state = Forced is { } wanted && Contract.Has(request, wanted) ? wanted
            : address.ChannelId != id ? ChannelState.NoChannel
            : !mayRead ? ChannelState.Private
            : isThere ? ChannelState.Ready : ChannelState.Empty;
        return Reply(request, state, () => Contract.Lists.Contains(request) ? List(request, fromS, toS) : Single(request));
    }

    private ContractReply Reply(ContractRequest request, ChannelState state, Func<string> body)
    {
        ContractAnswer answer = Contract.Of(request, state);
        return new ContractReply(answer.Status, answer.Body is null ? body() : answer.BodyWith(entries.Count), answer.ContentType, state);
    }

    private ChannelState? Write(ContractRequest request, string? key, List<WrittenEntry> written)
    {
        int repeated = written.Count(entry => entries.Has(entry.UnixS));
        if (key != WriteKey)
        {
            return ChannelState.WrongKey;
        }

        Repeats += repeated;
        if (written.Count > MaxEntries)
        {
            return ChannelState.TooLarge;
        }

        // A clock that was set back does not lock a channel.
        if (lastWriteMs is { } last && nowMs() >= last && nowMs() - last < RateLimitMs)
        {
            return ChannelState.TooFast;
        }

        bool isBulk = request == ContractRequest.Bulk;
        if (repeated > 0 && !TakesTimesTwice && (!isBulk || RefusesPartlyTaken()))
        {
            // All of a bulk write refused: nobody says how; as a write that is one too many.
            return isBulk ? ChannelState.TooMany : ChannelState.TimeTaken;
        }

        lastWriteMs = nowMs();
        bool areKnown = true;
        foreach (WrittenEntry entry in written.Where(entry => TakesTimesTwice || !entries.Has(entry.UnixS)))
        {
            areKnown &= entries.TryAdd(entry);
        }

        return areKnown ? ChannelState.Ready : null;
    }

    // Of an entry only field1 is told: no more is asked for.
    private string List(ContractRequest request, long fromS, long toS)
    {
        IEnumerable<(long UnixS, string? Field1)> found = entries.Between(fromS, toS);
        if (request is ContractRequest.Feeds or ContractRequest.Field)
        {
            string feeds = string.Join(',', found.Select(entry => EntryJson(entry.UnixS, entry.Field1)));
            return string.Create(
                CultureInfo.InvariantCulture, $$"""{"channel":{"id":{{id}},"last_entry_id":{{entries.Count}}},"feeds":[{{feeds}}]}""");
        }

        var body = new StringBuilder("created_at,entry_id,field1\n");
        foreach ((long unixS, string? field1) in found)
        {
            body.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(unixS):yyyy-MM-dd HH:mm:ss} UTC,1,{field1}\n");
        }

        return body.ToString();
    }

    private string Single(ContractRequest request)
    {
        (long unixS, string? field1) = entries.Last!.Value;
        return request == ContractRequest.LastFieldText ? field1 ?? "" : EntryJson(unixS, field1);
    }

    private string EntryJson(long unixS, string? field1)
    {
        string value = field1 is null ? "null" : $"\"{field1}\"";
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(unixS);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"created_at":"{{time:yyyy-MM-ddTHH:mm:ssZ}}","entry_id":{{entries.Count}},"field1":{{value}}}""");
    }

    // The gauge asks for one field as CSV, and always names the span: without one it asked for more than it can hold.
    private bool TrySpan(ContractRequest request, Dictionary<string, string> query, out long fromS, out long toS)
    {
        if (request == ContractRequest.FieldCsv)
        {
            toS = 0;
            return TryTime(query, "start", out fromS) && TryTime(query, "end", out toS);
        }

        toS = entries.Last?.UnixS ?? 0;
        fromS = toS - DayS;
        return true;
    }

    private static bool TryTime(Dictionary<string, string> query, string name, out long unixS)
    {
        bool isTime = DateTimeOffset.TryParseExact(
            query.GetValueOrDefault(name), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time);
        unixS = time.ToUnixTimeSeconds();
        return isTime;
    }
}
