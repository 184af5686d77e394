using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace NanoBms.ChannelServer.Requests;

/// <summary>What a client sent: names and texts out of query, form or JSON body and the key header, and the JSON body itself.</summary>
internal sealed class RequestParameters
{
    // The second one is the official client's (ThingSpeak.h, writeHTTPHeader).
    private static readonly string[] KeyHeaders = ["THINGSPEAKAPIKEY", "X-THINGSPEAKAPIKEY"];

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

    /// <summary>The members of a JSON object that came without a request.</summary>
    /// <exception cref="ApiException">It is not UTF-8 or not JSON.</exception>
    public static RequestParameters FromJson(ReadOnlySpan<byte> body) =>
        new RequestParameters(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), null).With(body, isJson: true);

    /// <summary>
    /// All of a request, of which headers and address are read already; what is in the body counts more than the same name in the address.
    /// </summary>
    /// <exception cref="ApiException">The body is not UTF-8 or not JSON.</exception>
    public RequestParameters With(ReadOnlySpan<byte> body, bool isJson)
    {
        var all = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
        string text = TextOf(body);
        JsonElement? json = null;
        if (text.Length > 0 && isJson)
        {
            json = Parse(text);
            AddMembers(all, json.Value);
        }
        else if (text.Length > 0)
        {
            AddPairs(all, text);
        }

        return new RequestParameters(all, json);
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

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ApiException(ApiError.InvalidText());
        }
    }

    private static JsonElement Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            CheckEscapes(body);
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

    // The reader takes half a surrogate pair, which only an escape can write, for a text, and finds out when somebody asks for it.
    private static void CheckEscapes(string body)
    {
        if (!body.Contains("\\u", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body));
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }
        }
        catch (InvalidOperationException)
        {
            throw new ApiException(ApiError.InvalidText());
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

    // A header counts more than a parameter (application_controller.rb of the published server, get_apikey).
    private static void AddKey(Dictionary<string, string?> values, HttpRequest request)
    {
        foreach (string header in KeyHeaders)
        {
            if (request.Headers.TryGetValue(header, out StringValues key))
            {
                values["api_key"] = key.ToString();
            }
        }
    }
}
