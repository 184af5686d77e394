namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Questions for channels, one at a time: those that come meanwhile are asked together after it. A server that has just started is asked
/// for all its channels at once; one by one they would take the database's connections, and ten times the work, from the writes.
/// </summary>
/// <param name="ask">Reads the channels that have one of these numbers, or the hash of a write key.</param>
internal sealed class ChannelQuestions(Func<long[], byte[][], Task<IReadOnlyList<HashedChannel>>> ask)
{
    private readonly Lock gate = new();
    private Question? next;
    private bool isAsking;

    /// <summary>The channel of a number; null: there is none.</summary>
    public async Task<HashedChannel?> FindAsync(long id) =>
        (await JoinAsync(question => question.Ids.Add(id)).ConfigureAwait(false)).ById.GetValueOrDefault(id);

    /// <summary>The channel of a write key's hash; null: there is none.</summary>
    public async Task<HashedChannel?> FindAsync(byte[] writeKeyHash)
    {
        string name = HashedChannel.NameOf(writeKeyHash);
        return (await JoinAsync(question => question.Hashes[name] = writeKeyHash).ConfigureAwait(false)).ByHash.GetValueOrDefault(name);
    }

    private Task<Answer> JoinAsync(Action<Question> add)
    {
        lock (gate)
        {
            next ??= new Question();
            add(next);
            Task<Answer> answer = next.Answer.Task;
            if (!isAsking)
            {
                isAsking = true;
                _ = Task.Run(AskAllAsync);
            }

            return answer;
        }
    }

    private async Task AskAllAsync()
    {
        while (true)
        {
            Question question;
            lock (gate)
            {
                if (next is null)
                {
                    isAsking = false;
                    return;
                }

                question = next;
                next = null;
            }

            try
            {
                question.Answer.SetResult(
                    new Answer(await ask([.. question.Ids], [.. question.Hashes.Values]).ConfigureAwait(false)));
            }
            catch (Exception exception)
            {
                // Whoever asked is told; the next question may find the database again.
                question.Answer.SetException(exception);
            }
        }
    }

    private sealed class Question
    {
        public HashSet<long> Ids { get; } = [];

        public Dictionary<string, byte[]> Hashes { get; } = [];

        public TaskCompletionSource<Answer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Answer(IReadOnlyList<HashedChannel> channels)
    {
        public Dictionary<long, HashedChannel> ById { get; } = channels.ToDictionary(channel => channel.Id);

        public Dictionary<string, HashedChannel> ByHash { get; } = channels.ToDictionary(channel => channel.WriteKeyName);
    }
}
