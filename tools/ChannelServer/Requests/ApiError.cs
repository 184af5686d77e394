using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Requests;

/// <summary>A refusal.</summary>
/// <param name="Kind">Status, code and message, as ThingSpeak words them.</param>
/// <param name="Details">What is wrong here, and what to do.</param>
/// <param name="State">The state of the channel that the contract's table answers for; null: it has no row for this.</param>
internal sealed record ApiError(ContractError Kind, string Details, ChannelState? State = null)
{
    /// <summary>When to come again, in whole seconds; null: not told.</summary>
    public int? RetryAfterS { get; init; }

    public static ApiError BadRequest(string details) => new(ContractError.BadRequest, details);

    public static ApiError AuthRequired(string details) => new(ContractError.AuthRequired, details);

    public static ApiError WrongWriteKey() => new(
        ContractError.AuthRequired, "The write key (api_key or header THINGSPEAKAPIKEY) is missing or not the one of this channel.",
        ChannelState.WrongKey);

    public static ApiError Private() => new(
        ContractError.AuthRequired, "This channel is private; its read key (api_key or header THINGSPEAKAPIKEY) is missing or wrong.",
        ChannelState.Private);

    public static ApiError NotFound(string details) => new(ContractError.NotFound, details);

    public static ApiError NoChannel(long id) => new(
        ContractError.NotFound, $"There is no channel {id} on this server.", ChannelState.NoChannel);

    public static ApiError TimeTaken() => new(
        ContractError.Conflict, "The channel has an entry of this time already; times are unique in a channel.", ChannelState.TimeTaken);

    public static ApiError TimeAhead(string details) => new(ContractError.TimeAhead, details, ChannelState.TimeAhead);

    public static ApiError TooLarge(string details) => new(ContractError.TooLarge, details, ChannelState.TooLarge);

    public static ApiError NoAction(string details) => new(ContractError.NoAction, details);

    public static ApiError InvalidText() => new(ContractError.InvalidText, "The request holds bytes that are not UTF-8.");

    public static ApiError TooFast(TimeSpan rateLimit) => new(
        ContractError.TooMany,
        FormattableString.Invariant($"This channel takes one write each {rateLimit.TotalSeconds:0.###} s; wait before the next one."),
        ChannelState.TooFast);

    public static ApiError TooManyKeys(int seconds) => new(
        ContractError.TooMany, $"Too many wrong keys came from this address; again in {seconds} s.", ChannelState.TooMany)
    { RetryAfterS = seconds };

    public static ApiError Busy(string details) =>
        new(new ContractError(503, "error_service_unavailable", "Service Unavailable"), details) { RetryAfterS = 5 };

    public static ApiError Internal() =>
        new(ContractError.Internal, "The server failed; nothing of this request is stored.", ChannelState.Fails);

    /// <summary>The error that stands for a status without words of its own.</summary>
    public static ApiError FromStatus(int status) => status switch
    {
        404 => NotFound("Nothing is at this address; check channel number and path."),
        405 => new(ContractError.MethodInvalid, "This address does not take this HTTP method."),
        408 => new(new ContractError(408, "error_request_timeout", "Request Timeout"), "The request did not come to its end in time."),
        413 => TooLarge("The request is larger than this server takes."),
        _ => BadRequest("The request cannot be read."),
    };
}
