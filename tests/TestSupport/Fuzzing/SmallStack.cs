using System.Runtime.ExceptionServices;
using Xunit;

namespace NanoBms.TestSupport.Fuzzing;

/// <summary>Runs code on a stack of 1 MB, as the main thread has it on Windows, whatever the machine's own limit is.</summary>
public static class SmallStack
{
    private const int Bytes = 1 << 20;

    /// <summary>Runs it to its end; an exception comes out as it was thrown.</summary>
    /// <param name="action">What runs.</param>
    /// <param name="limit">How long it may take; null: as long as any wait of a test.</param>
    public static void Run(Action action, TimeSpan? limit = null)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            }, Bytes);
        thread.Start();
        Assert.True(thread.Join(limit ?? WaitLimit.Time), "what runs on a small stack did not end");
        failure?.Throw();
    }
}
