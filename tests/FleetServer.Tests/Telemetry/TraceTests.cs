using System.Diagnostics;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.FleetServer.Telemetry;
using NanoBms.TestSupport;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace NanoBms.FleetServer.Tests.Telemetry;

public class TraceTests
{
    [Fact]
    public async Task A_write_is_one_trace_from_the_request_through_the_grain_to_the_commit_and_holds_no_key()
    {
        // Other tests' servers run in this process, too: the trace is the one that the client began.
        ActivityTraceId traceId = ActivityTraceId.CreateRandom();
        ActivitySpanId clientId = ActivitySpanId.CreateRandom();
        var spans = new List<Activity>();
        using (Sdk.CreateTracerProviderBuilder().AddSource(FleetTraces.Sources)
            .AddInMemoryExporter(spans).Build())
        {
            // A request's own span ends after its answer was sent: the server is stopped before the spans are looked at.
            await using FleetHost host = await FleetHost.StartAsync(
                new FleetOptions
                {
                    Postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
                    Channels = [new ChannelSettings { WriteKey = RunningFleet.WriteKey, ReadKey = RunningFleet.ReadKey }],

                    // Nobody is there; what is sent there the exporter above gets as well.
                    Telemetry = new Uri("http://127.0.0.1:9"),
                    TracedShare = 1,
                },
                TestContext.Current.CancellationToken);
            using var client = new HttpClient { BaseAddress = host.Url };
            using var request = new HttpRequestMessage(HttpMethod.Get, $"update?api_key={RunningFleet.WriteKey}&field1=1");
            request.Headers.Add("traceparent", $"00-{traceId}-{clientId}-01");
            using HttpResponseMessage reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("1", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Activity[] trace = [.. spans.Where(span => span.TraceId == traceId)];
        Activity commit = trace.Single(span => span.OperationName == FleetTraces.Commit);
        Activity write = trace.Single(span => span.SpanId == commit.ParentSpanId);
        Assert.Equal(FleetTraces.Write, write.OperationName);
        Activity grain = trace.Single(span => span.SpanId == write.ParentSpanId);
        Assert.Contains(nameof(Grains.IChannelGrain.WriteAsync), grain.DisplayName, StringComparison.Ordinal);
        Activity root = trace.Single(span => span.ParentSpanId == clientId);
        Assert.Equal("Microsoft.AspNetCore", root.Source.Name);
        Assert.Contains(trace, span => span.Source.Name == "Npgsql" && span.ParentSpanId == commit.SpanId);
        Assert.All(trace, span => Assert.InRange(span.StartTimeUtc, root.StartTimeUtc, root.StartTimeUtc + WaitLimit.Time));
        Assert.All(spans, span => Assert.DoesNotContain(
            RunningFleet.WriteKey,
            $"{span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(one => one.Tags))}",
            StringComparison.Ordinal));
    }
}
