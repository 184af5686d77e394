namespace NanoBms.FleetServer.Load;

/// <summary>
/// Pauses of one that has to come again: what the answer asks for, else growing ones. None is in step with the others', so that not all
/// come back in one moment.
/// </summary>
internal sealed class RetryPauses
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(8);

    private TimeSpan next = First;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="asked">What the answer asked for (Retry-After); null: nothing.</param>
    /// <param name="ct">Ends the pause.</param>
    public async Task WaitAsync(TimeSpan? asked, CancellationToken ct)
    {
        TimeSpan pause = asked ?? next;
        next = next * 2 < Longest ? next * 2 : Longest;
        pause *= 0.75 + (Random.Shared.NextDouble() / 2);
        await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
