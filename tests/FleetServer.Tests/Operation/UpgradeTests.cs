using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Operation;

public class UpgradeTests
{
    private const int Channels = 12;

    [Fact]
    public async Task Servers_are_stopped_and_started_one_after_the_other_and_nothing_is_lost_or_doubled()
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        using var folder = new TemporaryFolder();
        string[] arguments = ["--postgres", postgres, "--settings", Writer.Settings(folder, Channels), "--rate-limit", "off"];
        await using FleetProcess first = new(arguments), second = new(arguments);
        await first.StartAsync();
        await second.StartAsync();
        using var stop = new CancellationTokenSource();
        Writer[] writers = [.. Enumerable.Range(1, Channels).Select(id => new Writer(id, [first.Url!, second.Url!]))];
        Task all = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(stop.Token))));
        await Writer.UntilAllGoOnAsync(writers, all);
        foreach (FleetProcess server in (FleetProcess[])[first, second])
        {
            await server.StopAsync();
            await Writer.UntilAllGoOnAsync(writers, all);
            await server.StartAsync();
            await Writer.UntilAllGoOnAsync(writers, all);
        }

        await stop.CancelAsync();
        await all.WaitAsync(WaitLimit.Token);
        await Writer.CheckAsync(writers, postgres);
    }
}
