using System.Runtime.ExceptionServices;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>Runs code on a stack of 1 MB, as the main thread has it on Windows, whatever the machine's own limit is.</summary>
internal static class SmallStack
{
    private const int Bytes = 1 << 20;

    /// <summary>Runs it to its end; an exception comes out as it was thrown.</summary>
    public static void Run(Action action)
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
        thread.Join();
        failure?.Throw();
    }
}
