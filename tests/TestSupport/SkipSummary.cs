using Xunit;

namespace NanoBms.TestSupport;

/// <summary>
/// Says on the console, when a test program ends, why tests were skipped. <c>dotnet test</c> names skipped tests and keeps their reasons
/// for itself; diagnostic messages it shows, because tests/console.runsettings asks for them. Every test program has one.
/// </summary>
public sealed class SkipSummary : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string line in Skip.Tally.Lines)
        {
            TestContext.Current.SendDiagnosticMessage(line);
        }
    }
}
