using System.Reflection;
using NanoBms.Foundation;

namespace NanoBms.Predictor;

/// <summary>The int8 models that the library carries.</summary>
public static class BuiltInModels
{
    private const string Suffix = ".int8.tflite";

    /// <summary>The model that is run where none is named: Panasonic NCR18650PF, a sample a second.</summary>
    public const string Default = "panasonic18650pf-128-64";

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    private static Assembly Assembly => typeof(BuiltInModels).Assembly;

    /// <summary>The bytes of a model file.</summary>
    /// <exception cref="UserError">There is no such model.</exception>
    internal static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetManifestResourceStream(name + Suffix)
            ?? throw new UserError($"There is no built-in model '{name}'; there are {string.Join(", ", Names)}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
