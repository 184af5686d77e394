namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// Whether what the device adds to its log tells when it started: a start whose clock stands nowhere there never had one.
/// </summary>
internal static class StoredTime
{
    // The form of an entry on flash, which tests hold fixed: its length, where its status is, the status bits of an entry without a clock
    // time and of the clock time of a start, and where it stands that another start found that one.
    private const int EntryBytes = 24, StatusAt = 16, GuessAt = 4;
    private const int Unstamped = 0x8000, Clock = 0xC000;

    /// <summary>Whether entries with a clock time, or the time of the running start, are among some.</summary>
    public static bool IsIn(ReadOnlySpan<byte> entries)
    {
        for (; entries.Length >= EntryBytes; entries = entries[EntryBytes..])
        {
            int kind = (entries[StatusAt] | (entries[StatusAt + 1] << 8)) & Clock;
            if ((kind & Unstamped) == 0 || (kind == Clock && entries[GuessAt] == 0))
            {
                return true;
            }
        }

        return false;
    }
}
