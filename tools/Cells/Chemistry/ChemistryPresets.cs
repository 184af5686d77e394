using System.Reflection;
using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Cells.Chemistry;

/// <summary>The chemistries that are known: a file each in this folder.</summary>
public static class ChemistryPresets
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Their words.</summary>
    public static IReadOnlyList<string> Words { get; } = ["nmc", "nca", "lfp", "lead-acid"];

    /// <summary>The preset of a chemistry.</summary>
    /// <exception cref="UserError">None is known by this word.</exception>
    public static ChemistryPreset Of(string word)
    {
        string known = word.Trim().ToLowerInvariant() switch
        {
            "lifepo4" or "lfp" => "lfp",
            "lead" or "pb" or "agm" or "gel" or "lead-acid" => "lead-acid",
            var other => other,
        };
        return Words.Contains(known)
            ? Read(known)
            : throw new UserError($"There is no preset for chemistry '{word}'; known are {string.Join(", ", Words)}.");
    }

    private static ChemistryPreset Read(string word)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"chemistry.{word}.json")!;
        return JsonSerializer.Deserialize<ChemistryPreset>(stream, Options)!;
    }
}
