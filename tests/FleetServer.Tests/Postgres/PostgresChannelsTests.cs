using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Postgres;
using NanoBms.TestSupport;
using Npgsql;

namespace NanoBms.FleetServer.Tests.Postgres;

/// <summary>How long what was looked up of a channel is kept.</summary>
public sealed class PostgresChannelsTests
{
    private const string Key = "AAAAAAAAAAAAAAAA", OtherKey = "BBBBBBBBBBBBBBBB";

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task What_nobody_hears_of_is_seen_after_twenty_seconds_at_most()
    {
        await using FleetDatabase database = await OpenAsync();
        PostgresChannels channels = await ChannelsAsync(database);
        await RenameAsync(database);

        await AssertSeenAfterTwentySecondsAsync(channels);
    }

    [Fact]
    public async Task While_changes_are_heard_of_a_channel_is_kept_until_one_is_and_for_twenty_seconds_after_the_last_word()
    {
        await using FleetDatabase database = await OpenAsync();
        PostgresChannels channels = await ChannelsAsync(database);
        await RenameAsync(database);
        for (int k = 0; k < 20; k++)
        {
            clock.Advance(TimeSpan.FromSeconds(15));
            channels.Heard();
            Assert.Equal("before", await NameAsync(channels));
        }

        await AssertSeenAfterTwentySecondsAsync(channels);
    }

    [Fact]
    public async Task What_is_forgotten_is_looked_up_again()
    {
        await using FleetDatabase database = await OpenAsync();
        PostgresChannels channels = await ChannelsAsync(database);
        await RenameAsync(database);

        channels.Forget(2);
        Assert.Equal("before", await NameAsync(channels));
        channels.Forget(1);
        Assert.Equal("after", await NameAsync(channels));
    }

    [Fact]
    public async Task What_is_kept_is_read_again_with_its_keys()
    {
        await using FleetDatabase database = await OpenAsync();
        PostgresChannels channels = await ChannelsAsync(database);
        Assert.NotNull(await channels.FindByWriteKeyAsync(Key));
        Assert.NotNull(await channels.FindByWriteKeyAsync(OtherKey));
        await RenameAsync(database);
        await ChangeAsync(database, "UPDATE channels SET write_key_hash = sha256('CCCCCCCCCCCCCCCC') WHERE id = 2");
        channels.Heard();
        Assert.NotNull(await channels.FindByWriteKeyAsync(OtherKey));

        await channels.ReadAgainAsync();
        Assert.Equal("after", await NameAsync(channels));
        Assert.Equal("after", (await channels.FindByWriteKeyAsync(Key))?.Settings.Name);
        Assert.Null(await channels.FindByWriteKeyAsync(OtherKey));
        Assert.Equal(2, (await channels.FindByWriteKeyAsync("CCCCCCCCCCCCCCCC"))?.Id);
    }

    private static async Task<FleetDatabase> OpenAsync() =>
        await FleetDatabase.OpenAsync(await (await PostgresServer.SharedAsync()).NewDatabaseAsync(), WaitLimit.Token);

    private async Task<PostgresChannels> ChannelsAsync(FleetDatabase database)
    {
        var channels = new PostgresChannels(database, clock);
        await channels.TakeAsync(
            [
                new ChannelSettings { Id = 1, Name = "before", WriteKey = Key, ReadKey = Key },
                new ChannelSettings { Id = 2, Name = "other", WriteKey = OtherKey, ReadKey = OtherKey },
            ],
            WaitLimit.Token);
        Assert.Equal("before", await NameAsync(channels));
        return channels;
    }

    private async Task AssertSeenAfterTwentySecondsAsync(PostgresChannels channels)
    {
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal("before", await NameAsync(channels));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("after", await NameAsync(channels));
    }

    private static async Task<string?> NameAsync(PostgresChannels channels) => (await channels.FindAsync(1))?.Settings.Name;

    private static Task RenameAsync(FleetDatabase database) =>
        ChangeAsync(database, "UPDATE channels SET settings = replace(settings, 'before', 'after') WHERE id = 1");

    private static async Task ChangeAsync(FleetDatabase database, string sql)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(WaitLimit.Token);
        Assert.Equal(1, await connection.ChangeAsync(sql));
    }
}
