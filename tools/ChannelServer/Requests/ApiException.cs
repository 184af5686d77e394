namespace NanoBms.ChannelServer.Requests;

/// <summary>Ends a request with an error.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Details)
{
    public ApiError Error { get; } = error;
}
