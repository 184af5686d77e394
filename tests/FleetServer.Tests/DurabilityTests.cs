using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests;

public class DurabilityTests
{
    private const int Channels = 24;

    [Fact]
    public async Task Servers_and_database_may_die_at_any_moment_and_no_acknowledged_entry_is_lost_doubled_or_out_of_order()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        string postgres = await database.NewDatabaseAsync();
        using var folder = new TemporaryFolder();
        string[] arguments = ["--postgres", postgres, "--settings", Writer.Settings(folder, Channels), "--rate-limit", "off"];
        await using FleetProcess first = new(arguments), second = new(arguments);
        await first.StartAsync();
        await second.StartAsync();
        using var stop = new CancellationTokenSource();
        Writer[] writers = [.. Enumerable.Range(1, Channels).Select(id => new Writer(id, [first.Url!, second.Url!]))];
        Task all = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(stop.Token))));

        await Writer.UntilAllGoOnAsync(writers, all);
        first.Kill();
        await Writer.UntilAllGoOnAsync(writers, all);
        await first.StartAsync();
        await Writer.UntilAllGoOnAsync(writers, all);
        await database.KillAsync();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await database.StartAgainAsync();
        await Writer.UntilAllGoOnAsync(writers, all);
        second.Kill();
        await Writer.UntilAllGoOnAsync(writers, all);

        // Nobody is left to say that the others are dead.
        first.Kill();
        await first.StartAsync();
        await Writer.UntilAllGoOnAsync(writers, all);
        await stop.CancelAsync();
        await all.WaitAsync(WaitLimit.Token);

        await Writer.CheckAsync(writers, postgres);
    }
}
