using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace NanoBms.LocalChannel.Api;

/// <summary>What a client sent: names and texts out of query, form or JSON body and the key header, and the JSON body itself.</summary>
internal sealed class RequestParameters
{
    /// <summary>Header that may hold the key.</summary>
    public const string KeyHeader = "THINGSPEAKAPIKEY";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string?> values;

    private RequestParameters(Dictionary<string, string?> values, JsonElement? json)
    {
        this.values = values;
        Json = json;
    }

    /// <summary>The JSON body; null where the body is none.</summary>
    public JsonElement? Json { get; }

    /// <summary>The text of a parameter; null where it is missing, empty or JSON's null.</summary>
    public string? this[string name] => values.TryGetValue(name, out string? value) && !string.IsNullOrEmpty(value) ? value : null;

    /// <summary>Only what the address and the headers hold.</summary>
    public static RequestParameters FromQuery(HttpRequest request)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        AddPairs(values, QueryOf(request));
        AddKey(values, request);
        return new RequestParameters(values, null);
    }

    /// <summary>
    /// All of the request; what is in the body counts more than the same name in the address, the key header fills in for no key.
    /// </summary>
    /// <exception cref="ApiException">The body is too large, not UTF-8 or not JSON.</exception>
    public static async Task<RequestParameters> ReadAsync(HttpRequest request)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        AddPairs(values, QueryOf(request));
        JsonElement? json = null;
        string body = await ReadTextAsync(request).ConfigureAwait(false);
        if (body.Length > 0 && (request.ContentType ?? "").Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            json = Parse(body);
            AddMembers(values, json.Value);
        }
        else if (body.Length > 0)
        {
            AddPairs(values, body);
        }

        AddKey(values, request);
        return new RequestParameters(values, json);
    }

    /// <summary>Text of a JSON value, digits as they were written; null for null and for an empty text.</summary>
    /// <exception cref="ApiException">The value is an object or a list.</exception>
    public static string? TextOf(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new ApiException(ApiError.BadRequest($"{name} is neither a text nor a number.")),
    };

    private static async Task<string> ReadTextAsync(HttpRequest request)
    {
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return StrictUtf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new ApiException(ApiError.InvalidText());
        }
        catch (BadHttpRequestException exception)
        {
            throw new ApiException(ApiError.FromStatus(exception.StatusCode));
        }
    }

    private static JsonElement Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ApiException(ApiError.BadRequest("The body is not a JSON object."));
        }
        catch (JsonException exception)
        {
            throw new ApiException(
                ApiError.BadRequest($"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})."));
        }
    }

    private static string QueryOf(HttpRequest request) => (request.QueryString.Value ?? "").TrimStart('?');

    private static void AddMembers(Dictionary<string, string?> values, JsonElement json)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            {
                values[member.Name] = TextOf(member.Value, member.Name);
            }
        }
    }

    private static void AddPairs(Dictionary<string, string?> values, string encoded)
    {
        foreach (string pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            values[Decode(parts[0])] = parts.Length == 1 ? "" : Decode(parts[1]);
        }
    }

    private static string Decode(string encoded)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(encoded);
        try
        {
            return StrictUtf8.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
        }
        catch (DecoderFallbackException)
        {
            throw new ApiException(ApiError.InvalidText());
        }
    }

    private static void AddKey(Dictionary<string, string?> values, HttpRequest request)
    {
        if (!values.ContainsKey("api_key") && request.Headers.TryGetValue(KeyHeader, out StringValues key))
        {
            values["api_key"] = key.ToString();
        }
    }
}
