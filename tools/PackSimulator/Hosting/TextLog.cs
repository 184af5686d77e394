using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>The firmware's console, written somewhere.</summary>
public sealed class TextLog : ILog
{
    private readonly TextWriter writer;

    /// <summary>A log.</summary>
    public TextLog(TextWriter writer)
    {
        this.writer = writer;
    }

    /// <inheritdoc/>
    public void Write(string line) => writer.WriteLine(line);
}
