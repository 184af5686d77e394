using NanoBms.ChannelServer;
using NanoBms.FleetServer.Postgres;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Postgres;

public sealed class ChannelQuestionsTests
{
    private readonly List<(long[] Ids, byte[][] Hashes)> asked = [];
    private readonly SemaphoreSlim wasAsked = new(0);

    [Fact]
    public async Task What_is_asked_while_an_answer_is_awaited_is_asked_together_after_it()
    {
        TaskCompletionSource<IReadOnlyList<HashedChannel>> first = new(), second = new();
        var answers = new Queue<Task<IReadOnlyList<HashedChannel>>>([first.Task, second.Task]);
        ChannelQuestions questions = Questions(() => answers.Dequeue());

        Task<HashedChannel?> alone = questions.FindAsync(1);
        await WasAskedAsync();
        Task<HashedChannel?>[] later = [.. Enumerable.Range(2, 100).Select(id => questions.FindAsync(id))];
        Task<HashedChannel?>[] byKey = [.. later.Select((_, k) => questions.FindAsync(HashedChannel.Hash($"KEY{k + 2}")))];
        Task<HashedChannel?> nowhere = questions.FindAsync(HashedChannel.Hash("NONE"));
        first.SetResult([Channel(1)]);
        await WasAskedAsync();
        second.SetResult([.. Enumerable.Range(2, 100).Select(id => Channel(id))]);

        Assert.Equal(1, (await alone.WaitAsync(WaitLimit.Token))?.Id);
        Assert.Equal(Enumerable.Range(2, 100), (await Task.WhenAll(later).WaitAsync(WaitLimit.Token)).Select(one => (int)one!.Id));
        Assert.Equal(Enumerable.Range(2, 100), (await Task.WhenAll(byKey).WaitAsync(WaitLimit.Token)).Select(one => (int)one!.Id));
        Assert.Null(await nowhere.WaitAsync(WaitLimit.Token));
        Assert.Equal([1, 100], asked.Select(one => one.Ids.Length));
        Assert.Equal([0, 101], asked.Select(one => one.Hashes.Length));
    }

    [Fact]
    public async Task Where_the_database_is_away_who_asked_is_told_and_the_next_question_is_asked_anew()
    {
        bool isAway = true;
        ChannelQuestions questions = Questions(() => isAway
            ? Task.FromException<IReadOnlyList<HashedChannel>>(new InvalidOperationException("away"))
            : Task.FromResult<IReadOnlyList<HashedChannel>>([Channel(5)]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => questions.FindAsync(5).WaitAsync(WaitLimit.Token));

        isAway = false;
        Assert.Equal(5, (await questions.FindAsync(5).WaitAsync(WaitLimit.Token))?.Id);
        Assert.Null(await questions.FindAsync(6).WaitAsync(WaitLimit.Token));
    }

    private ChannelQuestions Questions(Func<Task<IReadOnlyList<HashedChannel>>> answer) => new((ids, hashes) =>
    {
        asked.Add((ids, hashes));
        wasAsked.Release();
        return answer();
    });

    private Task WasAskedAsync() => wasAsked.WaitAsync(WaitLimit.Token);

    private static HashedChannel Channel(int id) =>
        new(new ChannelSettings { Id = id }, 0, HashedChannel.Hash($"KEY{id}"), HashedChannel.Hash($"READ{id}"));
}
