using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoBms.Core;

namespace NanoBms.ModelConverter.Tests.Settings;

/// <summary>The firmware's library of devices, built from changed sources.</summary>
internal sealed class BuiltDevice
{
    private readonly Assembly assembly;

    public BuiltDevice(IEnumerable<string> sources)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.CSharp9);
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "ChangedDevice", sources.Select(source => CSharpSyntaxTree.ParseText(source, parsing)),
            [
                .. platform.Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                    .Select(path => MetadataReference.CreateFromFile(path)),
                MetadataReference.CreateFromFile(typeof(ModelInfo).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        assembly = new AssemblyLoadContext(null).LoadFromStream(image);
    }

    /// <summary>Reads settings.</summary>
    /// <param name="json">The file.</param>
    /// <param name="field">A field.</param>
    /// <returns>Its value then, and the sentences.</returns>
    public (object? Value, string Sentences) Read(string json, string field)
    {
        Type type = assembly.GetType("NanoBms.Device.Settings.DeviceSettings", throwOnError: true)!;
        object settings = Activator.CreateInstance(type)!;
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        object errors = assembly.GetType("NanoBms.Device.Settings.SettingsFile", throwOnError: true)!.GetMethod("Read",
            [typeof(byte[]), typeof(int), type])!
            .Invoke(null, [bytes, bytes.Length, settings])!;
        int count = (int)errors.GetType().GetProperty("Count")!.GetValue(errors)!;
        MethodInfo sentence = errors.GetType().GetMethod("Sentence")!;
        return (
            type.GetField(field)!.GetValue(settings),
            string.Join(' ', Enumerable.Range(0, count).Select(at => sentence.Invoke(errors, [at]))));
    }
}
