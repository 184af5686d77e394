using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Tests.Aggregates;
using NanoBms.FleetServer.Tests.Estimates;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Operation;

public class BackupTests
{
    // As docs/fleet.md has them.
    private static readonly string[] DumpArguments = ["-Fc", "--exclude-table-data=silos"];

    [Fact]
    public async Task What_is_restored_from_a_backup_is_served_and_goes_on_with_numbers_figures_and_hours()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string postgres = await server.NewDatabaseAsync();
        EstimatedBattery battery = JsonSerializer.Deserialize<EstimatedBattery>(Trace.Battery)!;
        string[] entries = [.. Enumerable.Range(0, Trace.Count).Select(k => Trace.JsonOf(1, k))];
        const int Half = Trace.Count / 2;
        string restored;
        string[] hours;
        await using (RunningFleet fleet = await RunningFleet.StartAsync(postgres, estimate: battery))
        {
            Assert.Equal(202, (await fleet.BulkAsync(string.Join(',', entries[..Half]))).Status);
            hours = await HourTests.HoursAsync(fleet);
            restored = await server.RestoredAsync(postgres, DumpArguments);

            // After the backup: it is not in it.
            Assert.Equal(202, (await fleet.BulkAsync(entries[Half])).Status);
        }

        await using RunningFleet next = await RunningFleet.StartAsync(restored, count: 2, estimate: battery);
        Assert.Equal(Half, (await next.FeedsAsync()).Length);
        Assert.Equal(hours, await HourTests.HoursAsync(next));
        Assert.Equal(202, (await next.BulkAsync(string.Join(',', entries[Half..]))).Status);
        JsonElement[] feeds = await next.FeedsAsync();
        Assert.Equal(Enumerable.Range(1, Trace.Count), feeds.Select(entry => entry.GetProperty("entry_id").GetInt32()));
        Assert.Equal(Trace.Expected(1), feeds.Select(Trace.FiguresOf));
    }

    [Fact]
    public void The_guide_names_the_arguments_that_were_tried() => Assert.Contains(
        $"pg_dump {string.Join(' ', DumpArguments)} nanobms",
        File.ReadAllText(Repository.File("docs", "fleet.md")), StringComparison.Ordinal);
}
