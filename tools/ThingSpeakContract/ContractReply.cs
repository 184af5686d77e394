namespace NanoBms.ThingSpeakContract;

/// <summary>A reply of a <see cref="ContractChannel"/>.</summary>
/// <param name="Status">HTTP status; 0: none comes.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="State">In what state the request found the channel; null: it is no request of the interface.</param>
public sealed record ContractReply(int Status, string Body, string ContentType, ChannelState? State);
