namespace NanoBms.ThingSpeakContract;

/// <summary>An error of the interface's reference (page "Error Codes").</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Error code.</param>
/// <param name="Message">What the code means.</param>
public sealed record ContractError(int Status, string Code, string Message)
{
    public static readonly ContractError BadRequest = new(400, "error_bad_request", "Bad Request");
    public static readonly ContractError AuthRequired = new(401, "error_auth_required", "Authorization Required");
    public static readonly ContractError PaymentRequired = new(402, "error_payment_required", "Payment Required");
    public static readonly ContractError NotFound = new(404, "error_resource_not_found", "Resource Not Found");
    public static readonly ContractError MethodInvalid = new(405, "error_method_invalid", "Method Not Allowed");
    public static readonly ContractError Conflict = new(409, "error_conflict", "Conflict");
    public static readonly ContractError TooLarge = new(413, "error_request_too_large", "Request Entity Too Large");
    public static readonly ContractError NoAction = new(421, "error_no_action", "No Action Performed");
    public static readonly ContractError InvalidText = new(422, "error_invalid_byte_sequence", "Unprocessable Entity");
    public static readonly ContractError TimeAhead = new(422, "error_time_ahead", "Unprocessable Entity");
    public static readonly ContractError TooMany = new(429, "error_too_many_requests", "Too Many Requests");
    public static readonly ContractError Internal = new(500, "error_internal", "Internal Server Error");

    /// <summary>The error as the interface's JSON, with details of one's own.</summary>
    public string Json(string details) =>
        $$$"""{"status":"{{{Status}}}","error":{"error_code":"{{{Code}}}","message":"{{{Message}}}","details":"{{{details}}}"}}""";
}
