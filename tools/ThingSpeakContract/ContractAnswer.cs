using System.Globalization;

namespace NanoBms.ThingSpeakContract;

/// <summary>A row of the table: an answer and where it is known from.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="State">What the channel was like.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body, "{id}" for the entry's number; null: made of the channel's entries.</param>
/// <param name="ContentType">Content type without its parameters.</param>
/// <param name="IsTaken">Whether entries that were sent are in the channel afterwards.</param>
/// <param name="Source">Where that is known from.</param>
/// <param name="Error">The error whose words the body is, where it is one; a server may put details of its own into it.</param>
public sealed record ContractAnswer(
    ContractRequest Request, ChannelState State, int Status, string? Body, string ContentType, bool IsTaken, string Source,
    ContractError? Error = null)
{
    /// <summary>The body with an entry's number in it.</summary>
    public string BodyWith(long entryId) =>
        (Body ?? "").Replace("{id}", entryId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
