namespace NanoBms.Models.Manifests;

/// <summary>Chemistries as people write them; a manifest has them in small letters.</summary>
public static class ChemistryNames
{
    private static readonly Dictionary<string, string> Names = new[] { "NMC", "NCA", "LFP", "LTO", "LCO", "LMO", "NiMH", "NiCd" }
        .ToDictionary(name => name.ToLowerInvariant());

    /// <summary>The name of a manifest's word; a word that is no abbreviation is its own name.</summary>
    /// <param name="word">The word; null: none is said.</param>
    /// <returns>The name; empty where none is said.</returns>
    public static string Of(string? word) => word is null ? "" : Names.GetValueOrDefault(word, word);
}
