using System.Globalization;
using System.Text;

namespace NanoBms.ThingSpeakContract;

/// <summary>
/// A channel that answers the gauge's requests as the table says: what the tests' and the soak's channels are made of. It knows the requests
/// that the gauge makes (update, bulk update, one field as CSV) and no others.
/// </summary>
/// <param name="id">Number of the channel.</param>
/// <param name="writeKey">Its write key.</param>
/// <param name="entries">Its entries.</param>
/// <param name="nowMs">Time by which the rate limit counts, milliseconds.</param>
public sealed class ContractChannel(int id, string writeKey, IContractEntries entries, Func<long> nowMs)
{
    private const int MostEntries = 960;

    private long? lastWriteMs;

    /// <summary>The write key that it takes now: another one after it was renewed.</summary>
    public string WriteKey { get; set; } = writeKey;

    /// <summary>Key without which it is not shown; null: it is public.</summary>
    public string? ReadKey { get; set; }

    /// <summary>Least time between two writes, milliseconds.</summary>
    public int RateLimitMs { get; set; } = 15000;

    /// <summary>Whether it takes a second entry of the same time, as the published server does.</summary>
    public bool TakesTimesTwice { get; set; }

    /// <summary>What becomes of a bulk write some of whose times are there: all of it refused, or the others taken. Neither is documented.</summary>
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
        bool isBulk = path == string.Create(CultureInfo.InvariantCulture, $"/channels/{id}/bulk_update.json");
        ContractRequest request = isBulk ? ContractRequest.Bulk : ContractRequest.Update;
        if (!(isBulk ? contentType == "application/json" : path == "/update" && contentType == "application/x-www-form-urlencoded")
            || !WriteBody.TryRead(body, isBulk, out string? key, out List<WrittenEntry> written))
        {
            return new ContractReply(ContractError.BadRequest.Status, ContractError.BadRequest.Json(""), null);
        }

        if ((Forced ?? Write(request, key, written)) is not { } state)
        {
            return new ContractReply(ContractError.BadRequest.Status, ContractError.BadRequest.Json(""), null);
        }

        ContractAnswer answer = Contract.Of(request, state);
        return new ContractReply(answer.Status, answer.BodyWith(entries.Count), state);
    }

    /// <summary>Answers a GET.</summary>
    /// <param name="pathAndQuery">As "/channels/7/fields/1.csv?start=..".</param>
    public ContractReply Get(string pathAndQuery)
    {
        string[] parts = pathAndQuery.Split('?', 2);
        Dictionary<string, string> query = WriteBody.Pairs(parts.Length > 1 ? parts[1] : "");
        if (parts[0] != string.Create(CultureInfo.InvariantCulture, $"/channels/{id}/fields/1.csv")
            || !TryTime(query, "start", out long fromS) || !TryTime(query, "end", out long toS))
        {
            return new ContractReply(ContractError.BadRequest.Status, ContractError.BadRequest.Json(""), null);
        }

        bool mayRead = ReadKey is null || query.GetValueOrDefault("api_key") is { } key && (key == ReadKey || key == WriteKey);
        ChannelState? forced = Forced is { } wanted && Contract.Has(ContractRequest.FieldCsv, wanted) ? wanted : null;
        ChannelState state = forced ?? (!mayRead ? ChannelState.Private : entries.Count == 0 ? ChannelState.Empty : ChannelState.Ready);
        ContractAnswer answer = Contract.Of(ContractRequest.FieldCsv, state);
        return new ContractReply(answer.Status, answer.Body ?? List(fromS, toS), state);
    }

    private ChannelState? Write(ContractRequest request, string? key, List<WrittenEntry> written)
    {
        int repeated = written.Count(entry => entries.Has(entry.UnixS));
        if (key != WriteKey)
        {
            return ChannelState.WrongKey;
        }

        Repeats += repeated;
        if (written.Count > MostEntries)
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

    private string List(long fromS, long toS)
    {
        var body = new StringBuilder("created_at,entry_id,field1\n");
        foreach ((long unixS, string? field1) in entries.Between(fromS, toS))
        {
            body.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(unixS):yyyy-MM-dd HH:mm:ss} UTC,1,{field1}\n");
        }

        return body.ToString();
    }

    private static bool TryTime(Dictionary<string, string> query, string name, out long unixS)
    {
        bool isTime = DateTimeOffset.TryParseExact(
            query.GetValueOrDefault(name), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        unixS = time.ToUnixTimeSeconds();
        return isTime;
    }
}
