using System.Globalization;

namespace NanoBms.LocalChannel.Api;

/// <summary>A refusal as ThingSpeak words it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Error code.</param>
/// <param name="Message">What the code means.</param>
/// <param name="Details">What is wrong here, and what to do.</param>
internal sealed record ApiError(int Status, string Code, string Message, string Details)
{
    public static ApiError BadRequest(string details) => new(400, "error_bad_request", "Bad Request", details);

    public static ApiError AuthRequired(string details) => new(401, "error_auth_required", "Authorization Required", details);

    public static ApiError NotFound(string details) => new(404, "error_resource_not_found", "Resource Not Found", details);

    public static ApiError MethodInvalid() =>
        new(405, "error_method_invalid", "Method Not Allowed", "This address does not take this HTTP method.");

    public static ApiError Conflict(string details) => new(409, "error_conflict", "Conflict", details);

    public static ApiError TooLarge(string details) => new(413, "error_request_too_large", "Request Entity Too Large", details);

    public static ApiError NoAction(string details) => new(421, "error_no_action", "No Action Performed", details);

    public static ApiError InvalidText() => new(
        422, "error_invalid_byte_sequence", "Unprocessable Entity", "The request holds bytes that are not UTF-8.");

    public static ApiError TooManyRequests(TimeSpan rateLimit) => new(
        429, "error_too_many_requests", "Too Many Requests",
        FormattableString.Invariant($"This channel takes one write each {rateLimit.TotalSeconds:0.###} s; wait before the next one."));

    public static ApiError Internal() =>
        new(500, "error_internal", "Internal Server Error", "The server failed; nothing of this request is stored.");

    /// <summary>The error that stands for a status without words of its own.</summary>
    public static ApiError FromStatus(int status) => status switch
    {
        404 => NotFound("Nothing is at this address; check channel number and path."),
        405 => MethodInvalid(),
        413 => TooLarge("The request is larger than this server takes."),
        _ => BadRequest("The request cannot be read."),
    };

    /// <summary>Answers with the error: as JSON, or for a text address with the code alone.</summary>
    public async Task WriteAsync(HttpContext context, bool asText = false)
    {
        context.Response.StatusCode = Status;
        if (asText)
        {
            await context.Response.WriteTextAsync(Code).ConfigureAwait(false);
            return;
        }

        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", Status.ToString(CultureInfo.InvariantCulture));
            json.WriteStartObject("error");
            json.WriteString("error_code", Code);
            json.WriteString("message", Message);
            json.WriteString("details", Details);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
