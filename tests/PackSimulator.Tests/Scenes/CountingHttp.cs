using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Tests.Scenes;

/// <summary>A channel that takes everything and counts the posts.</summary>
internal sealed class CountingHttp : IHttp
{
    public int Posts { get; set; }

    public HttpReply Post(string url, IRequestBody body)
    {
        Posts++;
        return url.Contains("bulk_update", StringComparison.Ordinal)
            ? new() { Status = 202, Body = "{\"success\":true}" }
            : new() { Status = 200, Body = "1" };
    }

    public HttpReply Get(string url) => new() { Status = 200, Body = "{\"feeds\":[]}" };
}
