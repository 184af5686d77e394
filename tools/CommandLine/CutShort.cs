using System.Runtime.InteropServices;
using NanoBms.Foundation;

namespace NanoBms.CommandLine;

/// <summary>
/// How Ctrl-C and SIGTERM end a command that works towards a result: with one sentence, <see cref="ExitCode.CutShort"/>, and each file
/// either as it was or whole.
/// </summary>
public sealed class CutShort : IDisposable
{
    private static Action? takenOver;

    private readonly TextWriter error;
    private readonly PosixSignalRegistration[] signals;

    /// <summary>Watches until it is disposed.</summary>
    /// <param name="error">Receives the sentence.</param>
    internal CutShort(TextWriter error)
    {
        this.error = error;
        signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
        {
            signal.Dispose();
        }
    }

    /// <summary>Lets a command end its work itself for as long as it holds what this gives, and keep what it has.</summary>
    /// <param name="stop">Called by Ctrl-C and SIGTERM in place of the end.</param>
    public static IDisposable TakeOver(Action stop)
    {
        takenOver = stop;
        return new Handover();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        if (takenOver is { } stop)
        {
            stop();
            return;
        }

        using Lock.Scope whole = WriteGate.Lock.EnterScope();
        error.WriteLine("Cut short: there is no result; no file is half-written.");
        Environment.Exit(ExitCode.CutShort);
    }

    private sealed class Handover : IDisposable
    {
        public void Dispose() => takenOver = null;
    }
}
