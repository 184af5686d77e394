using System.Globalization;
using System.Net;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.FleetServer.Load;

/// <summary>Simulated gauges, spread evenly over the period: each posts an entry a period until it is acknowledged.</summary>
internal sealed class LoadGenerator : IDisposable
{
    // As the firmware's batches: the free licence of ThingSpeak takes so many.
    private const int MaxInBulk = 960;

    private readonly LoadPlan plan;
    private readonly LoadReport report = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    // As the firmware, a gauge makes one request at a time.
    private readonly SemaphoreSlim[] turns;

    private readonly LoadBroker? broker;
    private readonly AcknowledgedEntries? acknowledged;

    /// <exception cref="UserError">The file of what was acknowledged cannot be written.</exception>
    public LoadGenerator(LoadPlan plan)
    {
        this.plan = plan;
        turns = [.. Enumerable.Range(0, plan.Gauges + 1).Select(_ => new SemaphoreSlim(1))];
        broker = plan.Broker is null ? null : new LoadBroker(plan.Broker);
        acknowledged = plan.AcknowledgedPath is null ? null : new AcknowledgedEntries(plan.AcknowledgedPath);
    }

    /// <summary>Runs to the end of the plan.</summary>
    public async Task<LoadReport> RunAsync(CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(plan.Duration);
        int withBacklog = (int)(plan.Gauges * plan.OutageShare);
        Task live = Task.WhenAll(Enumerable.Range(1, plan.Gauges).Select(gauge => LiveAsync(gauge, end.Token)));
        Task bulk = Parallel.ForEachAsync(
            Enumerable.Range(1, withBacklog), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = end.Token },
            async (gauge, token) => await BacklogAsync(gauge, token).ConfigureAwait(false));
        Task told = TellAsync(end.Token);
        await live.ConfigureAwait(false);
        await told.ConfigureAwait(false);
        await bulk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return report;
    }

    public void Dispose()
    {
        Array.ForEach(turns, turn => turn.Dispose());
        client.Dispose();
        broker?.Dispose();
        acknowledged?.Dispose();
    }

    private async Task TellAsync(CancellationToken ct)
    {
        if (plan.Progress is not { } each)
        {
            return;
        }

        long start = TimeProvider.System.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(each, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            plan.Tell(report.Progress(TimeProvider.System.GetElapsedTime(start)));
        }
    }

    private async Task LiveAsync(int gauge, CancellationToken ct)
    {
        await Task.Delay(plan.Period * ((gauge - 1) / (double)plan.Gauges), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        long start = TimeProvider.System.GetTimestamp(), unixS = 0;
        for (int k = 1; !ct.IsCancellationRequested; k++)
        {
            // As the firmware: no time twice, also where a late entry and the next one fall into one second.
            unixS = Math.Max(unixS + 1, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            await turns[gauge].WaitAsync(CancellationToken.None).ConfigureAwait(false);
            long since = TimeProvider.System.GetTimestamp();
            if (await (IsOfBroker(gauge) ? PublishAsync(gauge, k, unixS, ct) : PostAsync(gauge, k, unixS, ct)).ConfigureAwait(false))
            {
                report.Live(TimeProvider.System.GetElapsedTime(since));
                acknowledged?.Add(gauge, unixS);
            }

            turns[gauge].Release();

            TimeSpan left = (plan.Period * k) - TimeProvider.System.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Evenly among all, so that they are spread over the period as the others are.
    private bool IsOfBroker(int gauge) =>
        broker is not null && (int)(gauge * plan.BrokerShare) > (int)((gauge - 1) * plan.BrokerShare);

    private async Task<bool> PublishAsync(int gauge, int number, long unixS, CancellationToken ct)
    {
        string fields = Fields(gauge, number, "\":", ',', "\"");
        string json = $$"""{"api_key":"{{plan.KeyOf(gauge)}}","created_at":"{{Time(unixS)}}",{{fields}}}""";
        var pauses = new RetryPauses();
        while (!ct.IsCancellationRequested)
        {
            if (await broker!.PublishAsync(gauge, json).ConfigureAwait(false))
            {
                return true;
            }

            report.Retry();
            await pauses.WaitAsync(null, ct).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<bool> PostAsync(int gauge, int number, long unixS, CancellationToken ct)
    {
        string values = $"api_key={plan.KeyOf(gauge)}&created_at={Time(unixS)}&{Fields(gauge, number, "=", '&')}";
        bool isOpen = false;
        var pauses = new RetryPauses();
        for (int attempt = gauge; !ct.IsCancellationRequested; attempt++)
        {
            using var content = new StringContent(values, Encoding.ASCII, "application/x-www-form-urlencoded");
            (HttpStatusCode status, string text, TimeSpan? asked) = await SendAsync(attempt, "update", content).ConfigureAwait(false);
            if (status == HttpStatusCode.OK && (text != "0" || isOpen))
            {
                return true;
            }

            if (!MayComeAgain(status))
            {
                report.Refuse();
                return false;
            }

            isOpen = true;
            report.Retry();
            await pauses.WaitAsync(asked, ct).ConfigureAwait(false);
        }

        return false;
    }

    private async Task BacklogAsync(int gauge, CancellationToken ct)
    {
        int entries = (int)(plan.Outage / plan.Period);
        DateTimeOffset first = DateTimeOffset.UtcNow - plan.Outage - TimeSpan.FromMinutes(1);
        for (int from = 0; from < entries && !ct.IsCancellationRequested; from += MaxInBulk)
        {
            int count = Math.Min(MaxInBulk, entries - from);
            var body = new StringBuilder($$"""{"write_api_key":"{{plan.KeyOf(gauge)}}","updates":[""");
            for (int k = from; k < from + count; k++)
            {
                string time = (first + (plan.Period * k)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
                body.Append(CultureInfo.InvariantCulture, $$"""{"created_at":"{{time}}",{{Fields(gauge, k, "\":", ',', "\"")}}},""");
            }

            body.Length--;
            body.Append("]}");
            var pauses = new RetryPauses();
            await turns[gauge].WaitAsync(CancellationToken.None).ConfigureAwait(false);
            for (int attempt = gauge; !ct.IsCancellationRequested; attempt++)
            {
                using var content = new StringContent(body.ToString(), Encoding.ASCII, "application/json");
                string path = FormattableString.Invariant($"channels/{gauge}/bulk_update.json");
                (HttpStatusCode status, _, TimeSpan? asked) = await SendAsync(attempt, path, content).ConfigureAwait(false);
                if (status == HttpStatusCode.Accepted)
                {
                    report.Bulk(count);
                    break;
                }

                if (!MayComeAgain(status))
                {
                    report.Refuse();
                    from = entries;
                    break;
                }

                report.Retry();
                await pauses.WaitAsync(asked, ct).ConfigureAwait(false);
            }

            turns[gauge].Release();
        }
    }

    // 0: no answer came.
    private async Task<(HttpStatusCode Status, string Text, TimeSpan? Asked)> SendAsync(int attempt, string path, HttpContent content)
    {
        try
        {
            using HttpResponseMessage reply = await client.PostAsync(
                new Uri(plan.Servers[attempt % plan.Servers.Count], path), content, CancellationToken.None).ConfigureAwait(false);
            string text = await reply.Content.ReadAsStringAsync(CancellationToken.None).ConfigureAwait(false);
            return (reply.StatusCode, text, reply.Headers.RetryAfter?.Delta);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            return (0, "", null);
        }
    }

    private static string Time(long unixS) =>
        DateTimeOffset.FromUnixTimeSeconds(unixS).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static bool MayComeAgain(HttpStatusCode status) =>
        status == 0 || status == HttpStatusCode.TooManyRequests || (int)status >= 500;

    // A cell that is drained and charged in turns, each gauge at another point of it.
    private static string Fields(int gauge, int number, string equals, char separator, string quote = "")
    {
        double soc = 50 + (45 * Math.Sin((number * 0.01) + gauge));
        double[] values = [3.2 + (soc * 0.0095), Math.Sin(number * 0.1), 24 + (4 * Math.Sin(number * 0.001)), soc, 1.5, soc, 0, 2.9];
        return string.Join(separator, values.Select((value, k) =>
            string.Create(CultureInfo.InvariantCulture, $"{quote}field{k + 1}{equals}{value:0.###}")));
    }
}
