namespace NanoBms.ChannelServer.Storage;

/// <summary>Answer to a write, given after its commit.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Stored">The entries that are in the database now; with <see cref="WriteOutcome.Changed"/> those that could be.</param>
public sealed record WriteResult(WriteOutcome Outcome, IReadOnlyList<Entry> Stored);
