namespace NanoBms.Cells.Import.Columns;

/// <summary>
/// Two columns that hold the current between them, each one way: "Charge current" and "Discharge current", as some battery monitors have
/// them. Either alone is no current: it stands still while the other runs.
/// </summary>
internal static class OneWayCurrents
{
    private static readonly string[] Currents =
        ["current", "currents", "strom", "amps", "amp", "courant", "corriente", "corrente", "stroom", "prąd", "电流"];

    private static readonly string[] Charging =
        ["charge", "charging", "chg", "chrg", "charged", "laden", "lade", "carga", "carica", "laad", "ładowania"];

    private static readonly string[] Discharging =
    [
        "discharge", "discharging", "dsg", "dchg", "dischg", "dischrg", "discharged", "entladen", "entlade", "décharge", "decharge",
        "descarga", "scarica", "ontlaad", "rozładowania",
    ];

    // Languages that write the two words as one.
    private static readonly string[] ChargingWords = ["ladestrom", "laadstroom", "充电电流", "ichg", "icharge"];
    private static readonly string[] DischargingWords = ["entladestrom", "ontlaadstroom", "放电电流", "idsg", "idchg", "idischarge"];

    /// <summary>Places of the columns of what flows in, and of what flows out.</summary>
    /// <param name="headings">Headings of all columns.</param>
    /// <param name="isOther">Whether a column is somebody's already, or another thing's.</param>
    public static (int[] In, int[] Out) Find(IReadOnlyList<Heading> headings, Func<int, bool> isOther)
    {
        int[] Places(string[] kinds, string[] words) =>
            [.. Enumerable.Range(0, headings.Count).Where(k => !isOther(k) && Is(headings[k], kinds, words))];
        return (Places(Charging, ChargingWords), Places(Discharging, DischargingWords));
    }

    private static bool Is(Heading heading, string[] kinds, string[] compounds)
    {
        string[] words = heading.Name.Split(' ');
        return Array.Exists(words, word => compounds.Contains(word))
            || (Array.Exists(words, word => kinds.Contains(word))
                && (Array.Exists(words, word => Currents.Contains(word)) || IsInAmperes(heading)));
    }

    /// <summary>"Charge [A]": a charge would be in ampere-hours.</summary>
    private static bool IsInAmperes(Heading heading) => UnitTable.Find(Quantity.Current, heading.Unit) is not null;
}
