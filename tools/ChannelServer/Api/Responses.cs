using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NanoBms.ChannelServer.Api;

/// <summary>Answers in the three content types of the interface.</summary>
internal static class Responses
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteTextAsync(this HttpResponse response, string text) => WriteAsync(response, text, "text/plain");

    public static Task WriteAsync(this HttpResponse response, string text, string contentType) =>
        WriteAsync(response, Encoding.UTF8.GetBytes(text), contentType);

    public static Task WriteCsvAsync(this HttpResponse response, string csv, string fileName)
    {
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        return WriteAsync(response, csv, "text/csv");
    }

    public static async Task WriteJsonAsync(
        this HttpResponse response, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        // All of it before the first byte goes out: then a failure is still answered as one, and small clients get the length.
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            write(json);
        }

        await WriteAsync(response, buffer.WrittenMemory, contentType).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, string contentType)
    {
        response.ContentType = contentType + "; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes).ConfigureAwait(false);
    }
}
