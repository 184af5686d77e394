using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Tests.Aggregates;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Retention;

public class PartRetentionTests
{
    [Fact]
    public async Task Months_that_are_not_kept_go_as_a_whole_and_their_hours_stay_whatever_comes_late()
    {
        string postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero, TimeProvider = clock };
        await using (RunningFleet keeper = await RunningFleet.StartAsync(postgres, rules: rules))
        {
            Assert.Equal(202, (await keeper.BulkAsync(string.Join(',', ((string[])["2010-05-01", "2026-01-31", "2026-02-01", "2026-03-15"])
                .Select((day, k) => $$"""{"created_at":"{{day}}T10:20:00Z","field1":{{k}}}""")))).Status);
        }

        await using RunningFleet fleet = await RunningFleet.StartAsync(postgres, count: 2, rules: rules, keptMonths: 1);
        await UntilDroppedAsync(postgres);
        string[] hours = ["2026-01-31T10:00:00Z 1: 1 1 1 1", "2026-02-01T10:00:00Z 1: 1 2 2 2", "2026-03-15T10:00:00Z 1: 1 3 3 3"];
        Assert.Equal(["2", "3"], await ValuesAsync(fleet));
        Assert.Equal(hours, await HourTests.HoursAsync(fleet));

        // Too late: it goes too, and the hour is none that is made out of it alone.
        Assert.Equal("5", await fleet.UpdateAsync("field1=9&created_at=2026-01-31T10:30:00Z", server: 1));
        Assert.Equal(hours, await HourTests.HoursAsync(fleet));
        await HourTests.UntilMadeAsync(postgres);
        await UntilDroppedAsync(postgres);
        Assert.Equal(["2", "3"], await ValuesAsync(fleet));
        Assert.Equal(hours, await HourTests.HoursAsync(fleet));
    }

    private static async Task<IEnumerable<string?>> ValuesAsync(RunningFleet fleet) =>
        (await fleet.FeedsAsync()).Select(entry => entry.GetProperty("field1").GetString());

    private static async Task UntilDroppedAsync(string postgres)
    {
        CancellationToken limit = WaitLimit.Token;
        while (await HourTests.CountAsync(postgres, "SELECT count(*) FROM entries WHERE created_at_ms < 1769904000000") > 0)
        {
            await Task.Delay(50, limit);
        }
    }
}
