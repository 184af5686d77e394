using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace NanoBms.FleetServer.Alarms;

/// <summary>Sends an alarm to an address, signed: who receives it can tell that it came from here, and when.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Header with time and signature: t=SECONDS,v1=HEX, HMAC-SHA256 of "SECONDS.BODY" with the rule's secret.</summary>
    public const string SignatureHeader = "X-NanoBms-Signature";

    /// <summary>Header with the number of the message, the same at each attempt: who has it already leaves it out.</summary>
    public const string MessageHeader = "X-NanoBms-Message";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;
    private readonly TimeProvider clock;
    private readonly bool isPrivateAllowed;

    public WebhookSender(bool isPrivateAllowed, TimeProvider clock)
    {
        this.isPrivateAllowed = isPrivateAllowed;
        this.clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
        };
        if (!isPrivateAllowed)
        {
            handler.ConnectCallback = PublicAddress.ConnectAsync;
        }

        client = new HttpClient(handler) { Timeout = Patience };
    }

    /// <summary>What is wrong with an address, in a sentence; null: nothing.</summary>
    public static string? FaultOf(string address, bool isPrivateAllowed) =>
        !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length > 0
            || !(uri.Scheme == Uri.UriSchemeHttps || (isPrivateAllowed && uri.Scheme == Uri.UriSchemeHttp))
            ? "Nothing is made: a webhook's address begins with https:// and names no user."
            : null;

    /// <summary>Signature of a body.</summary>
    public static string Sign(string secret, long atS, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(atS.ToString(CultureInfo.InvariantCulture) + "."), .. body];
        string hex = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return string.Create(CultureInfo.InvariantCulture, $"t={atS},v1={hex}");
    }

    /// <summary>Sends one.</summary>
    /// <returns>Why it did not arrive; null: it did.</returns>
    public async Task<string?> SendAsync(AlarmMessage message, string secret, CancellationToken ct)
    {
        if (FaultOf(message.Webhook!, isPrivateAllowed) is not null)
        {
            return "its address is not allowed";
        }

        byte[] body = message.ToJson();
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(secret, clock.GetUtcNow().ToUnixTimeSeconds(), body));
        request.Headers.Add(MessageHeader, message.Id.ToString(CultureInfo.InvariantCulture));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("NanoBms-FleetServer", null));
        try
        {
            // Of the answer the status alone is read, whatever else it holds.
            using HttpResponseMessage reply =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            return reply.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"it answers {(int)reply.StatusCode}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "it does not answer in time";
        }
        catch (HttpRequestException exception)
        {
            return exception.GetBaseException().Message.TrimEnd('.');
        }
    }

    public void Dispose() => client.Dispose();
}
