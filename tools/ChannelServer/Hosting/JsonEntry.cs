using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Hosting;

/// <summary>An entry as JSON, in the form in which /update takes it, that came another way than HTTP.</summary>
/// <param name="Key">The write key that came with it; null: none.</param>
/// <param name="Draft">The entry.</param>
public sealed record JsonEntry(string? Key, EntryDraft Draft)
{
    /// <summary>Reads one.</summary>
    /// <param name="json">The JSON object, UTF-8.</param>
    /// <param name="rules">What is let through.</param>
    /// <exception cref="FormatException">It is none; one sentence says why.</exception>
    public static JsonEntry Read(ReadOnlySpan<byte> json, ChannelRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        try
        {
            RequestParameters parameters = RequestParameters.FromJson(json);
            long nowMs = rules.NowMs();
            EntryDraft draft = DraftReader.Single(parameters, nowMs);
            DraftReader.CheckTimes([draft], rules.MaxAhead, nowMs);
            return new JsonEntry(parameters["api_key"] ?? parameters["write_api_key"], draft);
        }
        catch (ApiException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
