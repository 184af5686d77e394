namespace NanoBms.TestSupport;

/// <summary>
/// Models of the repository with the outputs that TensorFlow Lite Micro gave for them: those that ship, and small synthetic ones for every
/// form of the int8 and int16 arithmetic. How they were made says models/golden/README.md.
/// </summary>
public static class GoldenFiles
{
    private const string ModelEnd = ".int8.tflite", FloatEnd = ".float.tflite";
    private const string GoldenEnd = ".golden.json", FloatGoldenEnd = ".float.golden.json";

    // Folders of models that ship, each with what was recorded of them in its folder "golden".
    private static readonly string[] Folders = ["", "presets/"];

    /// <summary>Where the synthetic networks and their outputs lie.</summary>
    public static string SyntheticFolder { get; } = Repository.File("tests", "Models.Tests", "Golden", "Networks");

    /// <summary>Names of the int8 models that ship; those of a folder with its name before theirs.</summary>
    public static IReadOnlyList<string> Shipped { get; } = Models(ModelEnd);

    /// <summary>Names of the float models that ship.</summary>
    public static IReadOnlyList<string> ShippedFloat { get; } = Models(FloatEnd);

    /// <summary>Names of the models that ship and have recorded outputs: the int8 form, and the float form.</summary>
    public static (IReadOnlyList<string> Int8, IReadOnlyList<string> Float) Recorded { get; } = (
        [.. Recordings(GoldenEnd).Where(name => !name.EndsWith(".float", StringComparison.Ordinal))], Recordings(FloatGoldenEnd));

    /// <summary>Names of the synthetic networks.</summary>
    public static IReadOnlyList<string> Synthetic { get; } = Names(SyntheticFolder, GoldenEnd);

    /// <summary>A float model's file and the file of its outputs.</summary>
    public static (string Model, string Golden) FindFloat(string name) =>
        (Repository.File("models", name + FloatEnd), Recording(name, FloatGoldenEnd));

    /// <summary>A quantised model's file and the file of its outputs.</summary>
    public static (string Model, string Golden) Find(string name) => Shipped.Contains(name)
        ? (Repository.File("models", name + ModelEnd), Recording(name, GoldenEnd))
        : (Path.Combine(SyntheticFolder, name + ".tflite"), Path.Combine(SyntheticFolder, name + GoldenEnd));

    private static string[] Models(string end) =>
        [.. Folders.SelectMany(folder => Names(Repository.File("models", folder), end).Select(name => folder + name))];

    private static string[] Recordings(string end) =>
        [.. Folders.SelectMany(folder => Names(Repository.File("models", folder, "golden"), end).Select(name => folder + name))];

    private static string Recording(string name, string end) =>
        Repository.File("models", Path.GetDirectoryName(name)!, "golden", Path.GetFileName(name) + end);

    private static string[] Names(string folder, string end) =>
    [
        .. (Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + end) : [])
            .Select(path => Path.GetFileName(path)[..^end.Length]).Order(StringComparer.Ordinal)
    ];
}
