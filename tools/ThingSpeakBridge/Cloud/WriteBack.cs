using System.Text;
using System.Text.Json;
using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>Where estimates of a channel are written to.</summary>
/// <param name="SourceId">The channel they are made from.</param>
/// <param name="TargetId">The channel they go to; may be the same.</param>
/// <param name="Field">Field there, 1 to 8.</param>
public sealed record WriteBackTarget(long SourceId, long TargetId, int Field);

/// <summary>
/// Writes estimates to a channel, in order, each once; keeps them while the channel cannot be written to. One that is refused again and
/// again while another passes is set aside, and said to be.
/// </summary>
/// <param name="http">The way to the server.</param>
/// <param name="target">The channel and field.</param>
/// <param name="writeKey">The channel's write key, as it is now.</param>
/// <param name="readKey">Its read key, as it is now; null: none.</param>
/// <param name="clock">Time.</param>
internal sealed class WriteBack(
    ChannelHttp http, WriteBackTarget target, Func<string> writeKey, Func<string?> readKey, TimeProvider clock)
{
    /// <summary>Shortest time between two writes to a channel.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>Estimates of an earlier run that are looked for in the channel: no more than one write holds.</summary>
    public const int MaxResumed = 900;

    /// <summary>Estimates that wait at most: more than a fortnight of one each 15 s. The oldest go, and are counted.</summary>
    public const int MaxWaiting = 100_000;

    private const int MaxEntries = 960, RefusalsToTryAnother = 3, MaxBytesOfPage = 2500 << 10;

    private readonly List<(DateTimeOffset Time, string Soc)> waiting = [];
    private readonly BackOff backOff = new(Period);
    private DateTimeOffset due = DateTimeOffset.MinValue;
    private int batch = MaxEntries, resumed, refusals, givenUp;
    private bool isUncertain, triesAnother;

    /// <summary>Estimates that wait.</summary>
    public int Waiting => waiting.Count;

    /// <summary>When there is something to do next; null: nothing.</summary>
    public DateTimeOffset? Due => waiting.Count == 0 ? null : due;

    /// <summary>Where it writes to.</summary>
    public WriteBackTarget Target => target;

    /// <summary>
    /// Takes an estimate of an earlier run, which may have ended before it was written: before the first write the channel is asked which
    /// it has. Before any <see cref="Add"/>, at most <see cref="MaxResumed"/>.
    /// </summary>
    public void Resume(Estimate estimate)
    {
        Add(estimate);
        resumed = waiting.Count;
        isUncertain = resumed > 0;
    }

    /// <summary>Takes an estimate.</summary>
    public void Add(Estimate estimate)
    {
        if (estimate.SocText is { } soc)
        {
            if (waiting.Count == MaxWaiting)
            {
                waiting.RemoveAt(0);
                givenUp++;
            }

            // In the same channel the time of the entry is taken.
            waiting.Add((target.SourceId == target.TargetId ? estimate.Entry.CreatedAt.AddSeconds(1) : estimate.Entry.CreatedAt, soc));
        }
    }

    /// <summary>Writes what may be written now; tells what went wrong, null: nothing.</summary>
    public async Task<string?> StepAsync(CancellationToken ct)
    {
        if (Due is not { } time || clock.GetUtcNow() < time)
        {
            return null;
        }

        // The answer to the last write was lost, or an earlier run's: what has arrived must not be written again.
        if (isUncertain && await RemoveArrivedAsync(ct).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        isUncertain = false;
        resumed = 0;
        if (waiting.Count == 0)
        {
            return null;
        }

        int first = triesAnother && waiting.Count > 1 ? 1 : 0, count = first > 0 ? 1 : Math.Min(batch, waiting.Count);
        HttpAnswer answer = await http.PostAsync($"channels/{target.TargetId}/bulk_update.json", Body(first, count), ct)
            .ConfigureAwait(false);
        string? said = Judge(answer, first, count);
        if (givenUp > 0)
        {
            said = $"{givenUp} estimates are given up: more than {MaxWaiting} waited for channel {target.TargetId}. {said}".TrimEnd();
            givenUp = 0;
        }

        return said;
    }

    private string? Judge(HttpAnswer answer, int first, int count)
    {
        string where = $"Writing to channel {target.TargetId}";
        if (answer.Status is 200 or 202 && IsSuccess(answer.Body))
        {
            due = clock.GetUtcNow() + backOff.Succeeded();
            return Accept(where, first, count);
        }

        // A wrong key is a 401 here, and what stands in between says 400 as well: they say nothing of an estimate.
        bool isRefused = answer.IsRefusal;
        isUncertain = !isRefused && answer.Status != 429;
        TimeSpan pause = backOff.Failed(answer.RetryAfter, isRefused);
        due = clock.GetUtcNow() + pause;
        string problem = answer.Status is 200 or 202 ? "the answer is no success" : answer.Words;
        if (answer.Status is 400 or 409 or 413 or 422)
        {
            problem += count > 1 ? "; estimates go one by one" : "";
            batch = 1;
            refusals += count > 1 ? 0 : 1;
            triesAnother = refusals >= RefusalsToTryAnother && !triesAnother;
        }

        return $"{where}: {problem}; again in {pause.TotalSeconds:0} s, {waiting.Count} estimates wait.";
    }

    private string? Accept(string where, int first, int count)
    {
        waiting.RemoveRange(first, count);
        (refusals, triesAnother, batch) = (0, false, MaxEntries);
        if (first == 0)
        {
            return null;
        }

        (DateTimeOffset time, string soc) = waiting[0];
        waiting.RemoveAt(0);
        return $"{where}: {soc} % of {FeedTime.Line(time)} is set aside: it was refused again and again, and another one passed.";
    }

    // Null: it is known now what has arrived.
    private async Task<string?> RemoveArrivedAsync(CancellationToken ct)
    {
        int count = Math.Min(batch, waiting.Count);
        string key = readKey() is { } given ? "&api_key=" + Uri.EscapeDataString(given) : "";
        string span =
            $"results={ChannelReader.MaxResults}&start={Uri.EscapeDataString(FeedTime.Iso(waiting[0].Time))}&"
                + $"end={Uri.EscapeDataString(FeedTime.Iso(waiting[count - 1].Time))}";
        HttpAnswer answer = await http.GetAsync($"channels/{target.TargetId}/feeds.json?{span}{key}", MaxBytesOfPage, ct)
            .ConfigureAwait(false);
        if (answer.Status == 200 && FeedReader.ParseJson(answer.Body) is { } page)
        {
            HashSet<DateTimeOffset> arrived =
            [
                .. page.Entries.Where(entry => entry.Field(target.Field) is not null).Select(entry => entry.CreatedAt)
            ];
            waiting.RemoveAll(entry => arrived.Contains(entry.Time));
            return null;
        }

        if (answer.Status is 400 or 401 or 403 or 404)
        {
            // Not allowed to look. Of this run's the channel itself takes a time only once; an earlier run's have most likely arrived.
            waiting.RemoveRange(0, resumed);
            return null;
        }

        TimeSpan pause = backOff.Failed(answer.RetryAfter);
        due = clock.GetUtcNow() + pause;
        string problem = answer.Status == 200 ? "the answer is no feed" : answer.Words;
        return $"Asking channel {target.TargetId} what it holds: {problem}; again in {pause.TotalSeconds:0} s, {waiting.Count} estimates "
            + "wait.";
    }

    private static bool IsSuccess(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private string Body(int first, int count)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("write_api_key", writeKey());
            json.WriteStartArray("updates");
            foreach ((DateTimeOffset time, string soc) in waiting.Skip(first).Take(count))
            {
                json.WriteStartObject();
                json.WriteString("created_at", FeedTime.Iso(time));
                json.WriteString($"field{target.Field}", soc);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
