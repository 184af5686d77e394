using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Cells.Cycles;

/// <summary>
/// What is to be said of recordings wherever a model made of them goes: NAME-about.json beside the folder NAME of the cycles, or within it.
/// </summary>
/// <param name="Cell">Maker's type of the cell.</param>
/// <param name="RatedCapacityAh">Its rated capacity, Ah.</param>
/// <param name="Source">Who recorded it, and where it is published.</param>
/// <param name="Licence">Terms that it may be used under.</param>
/// <param name="Notes">What a user of the model should know of the recordings, whole sentences.</param>
public sealed record DataDescription(string Cell, float RatedCapacityAh, string Source, string Licence, string Notes = "")
{
    private const string Suffix = "-about.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The description of a folder of cycles; null: it has none.</summary>
    /// <exception cref="UserError">It is not understood.</exception>
    public static DataDescription? Of(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), beside = full + Suffix;
        string? path = File.Exists(beside)
            ? beside
            : Directory.Exists(full) ? Directory.EnumerateFiles(full, "*" + Suffix).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        return path is null ? null : Read(path);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">No such file, or it is not understood.</exception>
    public static DataDescription Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        try
        {
            DataDescription description = JsonSerializer.Deserialize<DataDescription>(File.ReadAllBytes(path), Options)!;
            return description.RatedCapacityAh is > 0f and < 100_000f
                ? description
                : throw new UserError($"'{path}': ratedCapacityAh must be above 0.");
        }
        catch (JsonException exception)
        {
            throw new UserError(
                $"'{path}' does not describe data: {exception.Message} It needs cell, ratedCapacityAh, source and licence.", exception);
        }
    }
}
