namespace NanoBms.ThingSpeakContract;

/// <summary>
/// The table of requests and channel states, and what a ThingSpeak server answers. LocalChannel serves it, the tests' and the soak's
/// channels answer by it, firmware and bridge are tested against each of its rows.
/// </summary>
/// <remarks>
/// Sources: the published server (github.com/iobridge/thingspeak at 9d4b74d, whose hosted successor keeps these answers, as the official
/// client's return codes show), the interface's reference of MathWorks, and the official client (github.com/mathworks/thingspeak-arduino at
/// 73ab8c8). Where none of them says anything, the row says so.
/// </remarks>
public static class Contract
{
    private const string Text = "text/plain", Json = "application/json", Csv = "text/csv";

    private const string PostData = "channels_controller.rb, post_data", Index = "feed_controller.rb, index", Show =
        "feed_controller.rb, show";
    private const string BulkReference = "reference, Bulk-Write JSON Data", ErrorReference = "reference, Error Codes";

    /// <summary>What a JSON address says of a channel that it has no entry of, or does not show.</summary>
    public const string NothingJson = "\"-1\"";

    /// <summary>What a list's address says of a channel that it does not show.</summary>
    public const string NothingText = "-1";

    /// <summary>All rows.</summary>
    public static IReadOnlyCollection<ContractAnswer> All => Table.Values;

    /// <summary>Requests that write.</summary>
    public static IReadOnlyList<ContractRequest> Writes { get; } =
        [ContractRequest.Update, ContractRequest.UpdateJson, ContractRequest.Bulk];

    /// <summary>Requests for a list of entries.</summary>
    public static IReadOnlyList<ContractRequest> Lists { get; } =
        [ContractRequest.Feeds, ContractRequest.FeedsCsv, ContractRequest.Field, ContractRequest.FieldCsv];

    /// <summary>Requests for one entry or value.</summary>
    public static IReadOnlyList<ContractRequest> Singles { get; } =
        [ContractRequest.Last, ContractRequest.LastText, ContractRequest.LastField, ContractRequest.LastFieldText, ContractRequest.Entry];

    // After the lists that it is made of: initial values are set in the order in which they stand.
    private static readonly Dictionary<(ContractRequest, ChannelState), ContractAnswer> Table =
        Rows().ToDictionary(row => (row.Request, row.State));

    /// <summary>The answer to a request that finds the channel in a state.</summary>
    /// <exception cref="KeyNotFoundException">This state is no matter of this request.</exception>
    public static ContractAnswer Of(ContractRequest request, ChannelState state) => Table[(request, state)];

    /// <summary>Whether a state is a matter of a request.</summary>
    public static bool Has(ContractRequest request, ChannelState state) => Table.ContainsKey((request, state));

    /// <summary>Whether an address answers in plain text; errors then too (application_controller.rb, respond_with_error).</summary>
    public static bool IsText(ContractRequest request) =>
        request is ContractRequest.Update or ContractRequest.LastText or ContractRequest.LastFieldText;

    private static IEnumerable<ContractAnswer> Rows()
    {
        // The text address takes no other words than a number: "0" is no. The status is 400 for a key alone.
        yield return new(ContractRequest.Update, ChannelState.Ready, 200, "{id}", Text, true, PostData);
        yield return new(ContractRequest.Update, ChannelState.WrongKey, 400, "0", Text, false,
            PostData + "; official client, TS_ERR_BADAPIKEY");
        yield return new(ContractRequest.Update, ChannelState.TooFast, 200, "0", Text, false,
            PostData + "; official client, TS_ERR_NOT_INSERTED");
        yield return new(
            ContractRequest.Update, ChannelState.TimeTaken, 200, "0", Text, false,
            "reference, Write Data: times are unique, an entry that is not added is answered 0. The published server keeps a second one.");

        // The same method answers for both, and its refusals come before the format is looked at.
        yield return new(ContractRequest.UpdateJson, ChannelState.Ready, 200, null, Json, true, PostData);
        yield return new(ContractRequest.UpdateJson, ChannelState.WrongKey, 400, "0", Text, false, PostData);
        yield return new(ContractRequest.UpdateJson, ChannelState.TooFast, 200, "0", Text, false, PostData);
        yield return Error(ContractRequest.UpdateJson, ChannelState.TimeTaken, ContractError.Conflict, ErrorReference);

        yield return new(ContractRequest.Bulk, ChannelState.Ready, 202, """{"success":true}""", Json, true, BulkReference);
        yield return Error(ContractRequest.Bulk, ChannelState.WrongKey, ContractError.AuthRequired, BulkReference);
        yield return Error(ContractRequest.Bulk, ChannelState.NoChannel, ContractError.NotFound, ErrorReference);
        yield return Error(ContractRequest.Bulk, ChannelState.TooFast, ContractError.TooMany, BulkReference);
        yield return Error(ContractRequest.Bulk, ChannelState.TooLarge, ContractError.TooLarge, BulkReference);
        yield return new(
            ContractRequest.Bulk, ChannelState.TimeTaken, 202, """{"success":true}""", Json, true,
            "nowhere: those that are there are left out here, for a client that lost an answer");

        // ThingSpeak takes any time; a channel of one's own may refuse what would hide all later entries.
        const string Ahead = "nowhere: a rule of LocalChannel, with the status that says that the request is read and cannot be done";
        yield return Error(ContractRequest.Update, ChannelState.TimeAhead, ContractError.TimeAhead, Ahead);
        yield return Error(ContractRequest.UpdateJson, ChannelState.TimeAhead, ContractError.TimeAhead, Ahead);
        yield return Error(ContractRequest.Bulk, ChannelState.TimeAhead, ContractError.TimeAhead, Ahead);

        foreach (ContractRequest request in Lists)
        {
            string type = request is ContractRequest.FeedsCsv or ContractRequest.FieldCsv ? Csv : Json;
            yield return new(request, ChannelState.Ready, 200, null, type, false, Index);
            yield return new(request, ChannelState.Empty, 200, null, type, false, Index);
            yield return new(request, ChannelState.Private, 400, NothingText, Text, false, Index);
            yield return Error(request, ChannelState.NoChannel, ContractError.NotFound, ErrorReference);
        }

        // "-1" is said of a channel without entries and of one that is not shown, with status 200: nobody can tell one from the other.
        foreach (ContractRequest request in Singles)
        {
            string type = IsText(request) ? Text : Json;
            yield return new(request, ChannelState.Ready, 200, null, type, false, Show);
            yield return new(request, ChannelState.Empty, 200, NothingJson, type, false, Show);
            yield return new(request, ChannelState.Private, 200, NothingJson, type, false, Show);
            yield return Error(request, ChannelState.NoChannel, ContractError.NotFound, ErrorReference);
        }

        // The licence counts messages, which are writes.
        foreach (ContractRequest request in Writes)
        {
            yield return Error(request, ChannelState.QuotaSpent, ContractError.PaymentRequired, ErrorReference);
        }

        foreach (ContractRequest request in Enum.GetValues<ContractRequest>())
        {
            yield return Error(request, ChannelState.TooMany, ContractError.TooMany, ErrorReference);
            yield return Error(request, ChannelState.Fails, ContractError.Internal, ErrorReference);
        }
    }

    private static ContractAnswer Error(ContractRequest request, ChannelState state, ContractError error, string source) => IsText(request)
        ? new(request, state, error.Status, error.Code, Text, false, source, error)
        : new(request, state, error.Status, error.Json(""), Json, false, source, error);
}
