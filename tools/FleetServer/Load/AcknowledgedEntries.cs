using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.FleetServer.Load;

/// <summary>A file of what was acknowledged one by one, "channel,seconds since 1970" a line: what must be stored, whatever died.</summary>
internal sealed class AcknowledgedEntries : IDisposable
{
    private readonly StreamWriter file;
    private readonly Lock gate = new();

    /// <exception cref="UserError">The file cannot be written.</exception>
    public AcknowledgedEntries(string path)
    {
        try
        {
            file = new StreamWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file '{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Takes note of an entry.</summary>
    public void Add(int channel, long unixS)
    {
        lock (gate)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{channel},{unixS}"));
        }
    }

    public void Dispose() => file.Dispose();
}
