using System.Buffers;
using System.Net;
using System.Text;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>How a request ended.</summary>
/// <param name="Status">HTTP status; 0: no answer, or more of one than is taken.</param>
/// <param name="Body">The body; why there is no answer where there is none; where a redirect leads to.</param>
/// <param name="RetryAfter">Pause that the server asks for.</param>
internal sealed record HttpAnswer(int Status, string Body, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the answer was longer than what is taken of one.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Whether the server refuses what is asked as it is asked: trying again soon is of no use.</summary>
    public bool IsRefusal => Status is (>= 300 and < 400) or (>= 400 and < 500 and not (408 or 421 or 429));

    /// <summary>What happened, and what to do, in words.</summary>
    public string Words => Status switch
    {
        0 => Body,
        400 when IsHidden => "HTTP 400, the channel is private: its read key is wrong or missing",
        400 => "HTTP 400, check key and address",
        401 or 403 => $"HTTP {Status}, the key is wrong or missing",
        402 => "HTTP 402, the quota is spent",
        404 => "HTTP 404, there is no such channel",
        407 => "HTTP 407, a proxy wants a password",
        429 => "HTTP 429, too many requests",
        >= 300 and < 400 => $"HTTP {Status}, the server redirects to {Body}: set the address",
        >= 500 => $"HTTP {Status}, the server fails",
        _ => $"HTTP {Status}",
    };

    /// <summary>Whether this is what a private channel says to who has no key.</summary>
    private bool IsHidden => Body.Trim().Trim('"') == "-1";
}

/// <summary>
/// Requests to one server, with limits of time and length. No redirect is followed: the address holds a key, which is for this server only.
/// </summary>
internal sealed class ChannelHttp(HttpMessageHandler handler, Uri server, TimeProvider clock) : IDisposable
{
    /// <summary>Longest wait for an answer, to its last byte.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that are taken of an answer at least: a hundred entries of the gauge have a third of them.</summary>
    public const int MaxBytes = 64 << 10;

    private const int MaxHeaderKilobytes = 16;

    private readonly HttpClient client = new(handler, disposeHandler: true) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    /// <summary>The handler for real use.</summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.All,
    };

    /// <summary>Asks.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="maxBytes">Bytes that are taken of the answer.</param>
    /// <param name="ct">Gives up.</param>
    public Task<HttpAnswer> GetAsync(string path, int maxBytes, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, path, null, maxBytes, ct);

    public Task<HttpAnswer> PostAsync(string path, string json, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, path, json, MaxBytes, ct);

    public void Dispose() => client.Dispose();

    private async Task<HttpAnswer> SendAsync(HttpMethod method, string path, string? json, int maxBytes, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var address = new Uri(server, path);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (status is >= 300 and < 400)
            {
                // Who, and no more: the rest of the address may hold a key.
                return new HttpAnswer(status, response.Headers.Location is { } location ? Server(new Uri(address, location)) : "nowhere");
            }

            return await ReadAsync(response, maxBytes, either.Token).ConfigureAwait(false) is { } body
                ? new HttpAnswer(status, body, RetryAfter(response))
                : new HttpAnswer(0, $"the answer is longer than {maxBytes >> 10} KB") { IsTooLong = true };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new HttpAnswer(0, $"no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException or UriFormatException)
        {
            return new HttpAnswer(0, $"no connection to {server.Authority} ({exception.Message.TrimEnd('.')})");
        }
    }

    // Null: there is more of it.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var body = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(body.GetMemory(4096), ct).ConfigureAwait(false) is > 0 and var read)
        {
            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static string Server(Uri address) => address.IsAbsoluteUri ? $"{address.Scheme}://{address.Authority}" : "another place";

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
