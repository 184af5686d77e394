namespace NanoBms.Cells.Import.Readings;

/// <summary>Testers' words for charging, discharging and resting: "CC DChg", "D", "DCH", "discharge", "PAU".</summary>
internal static class ModeWords
{
    private static readonly string[] Discharges = ["dchg", "dis", "dch", "entlad", "放电"];
    private static readonly string[] Charges = ["chg", "cha", "charge", "lad", "充电"];
    private static readonly string[] Rests = ["rest", "pau", "ocv", "idle", "standby", "静置"];

    /// <summary>What a word says.</summary>
    public static Mode Read(string text)
    {
        string word = text.Trim().ToLowerInvariant();
        return word switch
        {
            "" => Mode.Unknown,
            "d" => Mode.Discharge,
            "c" => Mode.Charge,
            "r" or "p" => Mode.Rest,
            _ when Has(word, Discharges) => Mode.Discharge,
            _ when Has(word, Charges) => Mode.Charge,
            _ when Has(word, Rests) => Mode.Rest,
            _ => Mode.Unknown,
        };
    }

    private static bool Has(string word, string[] parts) => Array.Exists(parts, part => word.Contains(part, StringComparison.Ordinal));
}
