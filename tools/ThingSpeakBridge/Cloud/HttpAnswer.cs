using System.Net;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>How a request ended.</summary>
/// <param name="Status">HTTP status; 0: no answer.</param>
/// <param name="Body">The body; why there is no answer where there is none.</param>
/// <param name="RetryAfter">Pause that the server asks for.</param>
internal sealed record HttpAnswer(int Status, string Body, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the same request may do better later.</summary>
    public bool MayPass => Status is 0 or 408 or 421 or 429 or >= 500 or (>= 200 and < 300);

    /// <summary>What happened, in words.</summary>
    public string Words => Status switch
    {
        0 => Body,
        401 or 403 => $"HTTP {Status}, the key is wrong or missing",
        402 => "HTTP 402, the quota is spent",
        404 => "HTTP 404, there is no such channel",
        429 => "HTTP 429, too many requests",
        >= 300 and < 400 => $"HTTP {Status}, redirected to {Body}",
        >= 500 => $"HTTP {Status}, the server fails",
        _ => $"HTTP {Status}",
    };
}

/// <summary>Requests to one server, with a time limit and without following it to others.</summary>
internal sealed class ChannelHttp(HttpMessageHandler handler, Uri server, TimeProvider clock) : IDisposable
{
    /// <summary>Longest wait for an answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private const int MostRedirects = 3;

    private readonly HttpClient client = new(handler, disposeHandler: true)
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 32 << 20,
    };

    /// <summary>The handler for real use: redirects are judged here, since an address holds a key.</summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.All,
    };

    public Task<HttpAnswer> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    public Task<HttpAnswer> PostAsync(string path, string json, CancellationToken ct) => SendAsync(HttpMethod.Post, path, json, ct);

    public void Dispose() => client.Dispose();

    private async Task<HttpAnswer> SendAsync(HttpMethod method, string path, string? json, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var address = new Uri(server, path);
        try
        {
            for (int hop = 0; ; hop++)
            {
                using var request = new HttpRequestMessage(method, address);
                request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
                int status = (int)response.StatusCode;
                if (status is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
                {
                    var target = new Uri(address, location);
                    if (method != HttpMethod.Get || hop == MostRedirects || !IsSameServer(target))
                    {
                        return new HttpAnswer(status, $"{target.Scheme}://{target.Authority}");
                    }

                    address = target;
                    continue;
                }

                return new HttpAnswer(
                    status, await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false), RetryAfter(response));
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new HttpAnswer(0, $"no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new HttpAnswer(0, $"no connection to {server.Authority} ({exception.Message.TrimEnd('.')})");
        }
    }

    // The address holds a key, which is for this server only; plain to encrypted is no other server.
    private bool IsSameServer(Uri target) => target.Host == server.Host
        && (target.Scheme == server.Scheme ? target.Port == server.Port : target.Scheme == Uri.UriSchemeHttps);

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
