using NanoBms.Device;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>The channel that a run sends to, if any.</summary>
internal sealed class Channel : IAsyncDisposable
{
    private Channel(IHttp? http)
    {
        Http = http;
    }

    /// <summary>No channel.</summary>
    public static Channel None { get; } = new(null);

    /// <summary>The way to it; null: there is none.</summary>
    public IHttp? Http { get; }

    public static Task<Channel> StartAsync(int port, CancellationToken ct) => Task.FromResult(None);

    public void Apply(DeviceSettings settings)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
