using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Memory;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.LocalChannel.Tests.ChannelServer.Memory;

public class MemoryChannelTests
{
    private static readonly string?[] Fields = ["3.7", null, null, null, null, null, null, null];

    private readonly MemoryChannel channel = new(
        new ChannelSettings { Id = 3 }, new ChannelRules { RateLimit = TimeSpan.FromSeconds(15) });

    [Fact]
    public async Task Entries_come_in_the_order_of_their_time_and_are_numbered_by_their_arrival()
    {
        await WriteAsync(0, Draft(1000), Draft(3000));
        await WriteAsync(60_000, Draft(2000));
        Assert.Equal([(1, 1000), (3, 2000), (2, 3000)], Shown(await channel.NewestAsync(3, 0, long.MaxValue, 10)));
        Assert.Equal([(3, 2000), (2, 3000)], Shown(await channel.NewestAsync(3, 0, long.MaxValue, 2)));
        Assert.Equal([(3, 2000)], Shown(await channel.NewestAsync(3, 1001, 2999, 10)));
        Assert.Equal([(2, 3000), (3, 2000)], Shown(await channel.AfterAsync(3, 1, 10)));
        Assert.Equal((3, 2000), Shown((await channel.LastAsync(3))!));
        Assert.Equal((3, 2000), Shown((await channel.LastOfFieldAsync(3, 0))!));
        Assert.Null(await channel.LastOfFieldAsync(3, 1));
    }

    [Fact]
    public async Task A_time_that_is_taken_refuses_an_entry_that_names_it_and_moves_one_that_does_not()
    {
        await WriteAsync(0, Draft(1000));
        Assert.Equal(WriteOutcome.TimeTaken, (await WriteAsync(60_000, Draft(1000))).Outcome);
        WriteResult moved = await WriteAsync(120_000, Draft(1000) with { IsTimeGiven = false });
        Assert.Equal([(2, 1001)], Shown(moved.Stored));
    }

    [Fact]
    public async Task A_write_before_its_time_is_refused_and_one_that_just_keeps_it_is_not()
    {
        await WriteAsync(0, Draft(1000));
        Assert.Equal(WriteOutcome.TooFast, (await WriteAsync(14_000, Draft(2000))).Outcome);
        Assert.Equal(WriteOutcome.Stored, (await WriteAsync(14_800, Draft(2000))).Outcome);
        Assert.Equal(WriteOutcome.Stored, (await channel.WriteAsync(3, 14_900, [Draft(3000)], isLimited: false)).Outcome);
    }

    [Fact]
    public async Task A_number_of_an_entry_that_was_deleted_is_not_given_again()
    {
        await WriteAsync(0, Draft(1000), Draft(2000));
        Assert.True(await channel.DeleteAsync(3, 2));
        Assert.False(await channel.DeleteAsync(3, 2));
        Assert.Equal(2, await channel.LastEntryIdAsync(3));
        Assert.Equal([(3, 2000)], Shown((await WriteAsync(60_000, Draft(2000))).Stored));
        Assert.Null(await channel.EntryAsync(3, 2));
    }

    [Fact]
    public async Task A_key_that_nobody_named_is_made_and_finds_the_channel()
    {
        Assert.Equal(16, channel.Access.WriteKey.Length);
        Assert.True(channel.Access.KeysAreNew);
        Assert.Same(channel.Access, await channel.FindByWriteKeyAsync(channel.Access.WriteKey));
        Assert.Null(await channel.FindByWriteKeyAsync(channel.Access.ReadKey));
        Assert.Null(await channel.FindAsync(1));
    }

    [Fact]
    public async Task The_oldest_entries_go_where_there_are_too_many()
    {
        EntryDraft[] drafts = [.. Enumerable.Range(0, 200_010).Select(k => Draft(k))];
        await WriteAsync(0, drafts);
        Assert.Equal(10, (await channel.NewestAsync(3, 0, 10, 100))[0].CreatedAtMs);
        Assert.Equal(200_010, await channel.LastEntryIdAsync(3));
    }

    private static EntryDraft Draft(long timeMs) => new(timeMs, true, Fields, EntryPlace.None);

    private static (long, long)[] Shown(IEnumerable<Entry> entries) => [.. entries.Select(Shown)];

    private static (long, long) Shown(Entry entry) => (entry.Id, entry.CreatedAtMs);

    private Task<WriteResult> WriteAsync(long nowMs, params EntryDraft[] drafts) => channel.WriteAsync(3, nowMs, drafts);
}
