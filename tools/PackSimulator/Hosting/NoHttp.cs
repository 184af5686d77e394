using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>No server anywhere.</summary>
public sealed class NoHttp : IHttp
{
    /// <inheritdoc/>
    public HttpReply Post(string url, IRequestBody body) => new() { Status = 0, Body = "no channel" };

    /// <inheritdoc/>
    public HttpReply Get(string url) => new() { Status = 0, Body = "no channel" };
}
