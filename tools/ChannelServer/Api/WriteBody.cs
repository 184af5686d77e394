using System.Buffers;
using System.Text;
using System.Text.Json;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Api;

/// <summary>
/// Reads the body of a write, and no more of it than who sends it may: before the key is known to be right, only so much that it must be in
/// it. Who sends too slowly is cut off.
/// </summary>
internal static class WriteBody
{
    /// <summary>Bytes that are taken of somebody whose key is not known yet: many times a single entry.</summary>
    public const int MaxBeforeKey = 64 << 10;

    /// <summary>Bytes of a whole body: 960 entries of 8 long fields.</summary>
    public const int Most = 8 << 20;

    private static readonly string[] KeyNames = ["write_api_key", "api_key"];

    /// <summary>Reads all of a request, its channel known by its key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isLong">Whether there may be many entries.</param>
    /// <param name="limit">Time for all of it.</param>
    /// <param name="admit">The channel of a key.</param>
    /// <exception cref="ApiException">The key is wrong, or the body too large, too slow, not UTF-8 or not JSON.</exception>
    public static async Task<(IServedChannel Channel, RequestParameters Parameters)> ReadAsync(
        HttpRequest request, bool isLong, TimeSpan limit, Func<string?, ValueTask<IServedChannel>> admit)
    {
        RequestParameters parameters = RequestParameters.FromQuery(request);
        IServedChannel? channel = KeyOf(parameters) is { } early ? await admit(early).ConfigureAwait(false) : null;
        bool isJson = (request.ContentType ?? "").Contains("json", StringComparison.OrdinalIgnoreCase);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        stop.CancelAfter(limit);
        var body = new ArrayBufferWriter<byte>();
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(4096), stop.Token).ConfigureAwait(false) is > 0 and var read)
            {
                body.Advance(read);
                if (body.WrittenCount < MaxBeforeKey)
                {
                    continue;
                }

                if (!isLong)
                {
                    throw new ApiException(ApiError.FromStatus(StatusCodes.Status413PayloadTooLarge));
                }

                channel ??= await admit(KeyIn(body.WrittenSpan, isJson) ?? throw new ApiException(ApiError.AuthRequired(
                    "The write key is not within the first 64 KB; put it there, into the address, or into the header THINGSPEAKAPIKEY.")))
                    .ConfigureAwait(false);
                if (body.WrittenCount > Most)
                {
                    throw new ApiException(ApiError.FromStatus(StatusCodes.Status413PayloadTooLarge));
                }
            }
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new ApiException(ApiError.FromStatus(StatusCodes.Status408RequestTimeout));
        }
        catch (BadHttpRequestException exception)
        {
            throw new ApiException(ApiError.FromStatus(exception.StatusCode));
        }

        parameters = parameters.With(body.WrittenSpan, isJson);
        return (channel ?? await admit(KeyOf(parameters)).ConfigureAwait(false), parameters);
    }

    private static string? KeyOf(RequestParameters parameters) =>
        KeyNames.Select(name => parameters[name]).FirstOrDefault(key => key is not null);

    private static string? KeyIn(ReadOnlySpan<byte> start, bool isJson) => isJson ? KeyInJson(start) : KeyInForm(start);

    private static string? KeyInJson(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, default);
        try
        {
            bool isKey = false;
            while (reader.Read())
            {
                if (isKey && reader.TokenType == JsonTokenType.String)
                {
                    return reader.GetString();
                }

                isKey = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1
                    && KeyNames.Contains(reader.GetString());
            }
        }
        catch (JsonException)
        {
            // No JSON: there is no key in it.
        }

        return null;
    }

    private static string? KeyInForm(ReadOnlySpan<byte> start)
    {
        string text = Encoding.Latin1.GetString(start);
        string[] pairs = text.Split('&');
        return pairs[..^1].Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && KeyNames.Contains(pair[0]))?[1];
    }
}
