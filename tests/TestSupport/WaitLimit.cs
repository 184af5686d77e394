using Xunit;

namespace NanoBms.TestSupport;

/// <summary>
/// How long a test waits for something that should come at once: long enough for a busy machine, and never for ever. Each wait for
/// another process, thread or server takes it, so that what does not come fails the test by name.
/// </summary>
public static class WaitLimit
{
    /// <summary>The limit of one wait.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Cancelled when the limit of this wait is over, or the running test is cancelled.</summary>
    public static CancellationToken Token
    {
        get
        {
            // Lives as long as its timer, which lets go of it when the time is over.
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Time);
            return source.Token;
        }
    }
}
