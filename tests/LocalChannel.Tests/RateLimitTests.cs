using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;

namespace NanoBms.LocalChannel.Tests;

public class RateLimitTests
{
    private const string Bulk = """{"write_api_key":"WRITEKEY00000001","updates":[{"delta_t":0,"field1":2}]}""";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Write_that_comes_too_early_is_answered_0_and_not_stored()
    {
        await using RunningChannel channel = await StartAsync();
        Assert.Equal("1", await UpdateAsync(channel));
        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal("0", await UpdateAsync(channel));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", await UpdateAsync(channel));
        Assert.Equal(2, (await channel.FeedsAsync()).Length);
    }

    [Fact]
    public async Task Refused_write_does_not_start_the_wait_anew()
    {
        await using RunningChannel channel = await StartAsync();
        await UpdateAsync(channel);
        for (int second = 5; second < 15; second += 5)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal("0", await UpdateAsync(channel));
        }

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("2", await UpdateAsync(channel));
    }

    [Fact]
    public async Task Bulk_writes_are_answered_429_single_ones_0_and_they_share_the_limit()
    {
        await using RunningChannel channel = await StartAsync();
        Assert.Equal(202, (await channel.PostJsonAsync("channels/1/bulk_update.json", Bulk)).Status);
        clock.Advance(TimeSpan.FromSeconds(10));
        (int status, JsonElement json) = await channel.PostJsonAsync("channels/1/bulk_update.json", Bulk);
        Assert.Equal(429, status);
        Assert.Equal(
            """{"status":"429","error":{"error_code":"error_too_many_requests","message":"Too Many Requests","details":"This channel """
            + """takes one write each 15 s; wait before the next one."}}""",
            json.GetRawText());
        Assert.Equal("0", await channel.GetTextAsync($"update.json?api_key={RunningChannel.WriteKey}&field1=1"));
        Assert.Equal("0", await UpdateAsync(channel));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("2", await UpdateAsync(channel));
    }

    [Fact]
    public async Task Each_channel_has_its_own_limit()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(
            TimeSpan.FromSeconds(15), clock,
            channels: [new ChannelSettings { Id = 1 }, new ChannelSettings { Id = 2, WriteKey = "WRITEKEY00000002" }]);
        Assert.Equal("1", await UpdateAsync(channel));
        Assert.Equal("1", await channel.GetTextAsync("update?api_key=WRITEKEY00000002&field1=1"));
        Assert.Equal("0", await UpdateAsync(channel));
    }

    [Fact]
    public async Task Clock_that_is_set_back_does_not_lock_a_channel()
    {
        var settable = new SettableClock(clock);
        await using RunningChannel channel = await RunningChannel.StartAsync(TimeSpan.FromSeconds(15), settable);
        Assert.Equal("1", await UpdateAsync(channel));
        settable.Offset = TimeSpan.FromHours(-1);
        Assert.Equal("2", await UpdateAsync(channel));
    }

    private Task<RunningChannel> StartAsync() => RunningChannel.StartAsync(TimeSpan.FromSeconds(15), clock);

    private static Task<string> UpdateAsync(RunningChannel channel) =>
        channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=1");

    private sealed class SettableClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Offset;
    }
}
