using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NanoBms.Core;
using NanoBms.DeviceBuild.Il;
using NanoBms.Models.Generation;
using NanoBms.Models.Generation.Source;

namespace NanoBms.DeviceBuild.Compilation;

/// <summary>Compiles generated code in memory, with the language version and optimisation of the firmware, and loads it.</summary>
public static class ModelCompiler
{
    /// <summary>The assembly of Core that generated code is compiled against.</summary>
    public static readonly string CorePath = typeof(QuantizedModel).Assembly.Location;

    // Once: the compiler keeps what it has read of them.
    private static readonly MetadataReference[] References =
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(CorePath),
    ];

    /// <summary>Compiles and loads a generated model.</summary>
    /// <param name="code">The code.</param>
    /// <param name="progress">Is told how much is done, 0..1.</param>
    /// <exception cref="InvalidOperationException">The code does not compile: a defect of the generator.</exception>
    public static CompiledModel Compile(GeneratedCode code, Action<double>? progress = null)
    {
        var parts = new byte[code.Parts.Count][];
        int done = 0;

        // None knows another one.
        Parallel.For(0, parts.Length, k =>
        {
            parts[k] = Emit($"NanoBms.Model.{PartWriter.Name(k)}", code.Parts[k], References);
            double share = Interlocked.Increment(ref done) / (parts.Length + 1.0);
            progress?.Invoke(share);
        });
        byte[][] images =
            [.. parts, Emit("NanoBms.Model", code.Main, [.. References, .. parts.Select(part => MetadataReference.CreateFromImage(part))])];
        var context = new AssemblyLoadContext("generated model", isCollectible: true);
        Assembly[] loaded = [.. images.Select(image => context.LoadFromStream(new MemoryStream(image)))];
        Type type = loaded[^1].GetType("NanoBms.Model.GeneratedModel", throwOnError: true)!;
        AssemblyFootprint[] footprints = [.. images.Select(image => AssemblyFootprint.Read(new MemoryStream(image)))];
        return new CompiledModel((QuantizedModel)Activator.CreateInstance(type)!, footprints, images);
    }

    private static byte[] Emit(string name, string source, IEnumerable<MetadataReference> references)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp9));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true);
        using var image = new MemoryStream();
        EmitResult result = CSharpCompilation.Create(name, [tree], references, options).Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException(
                $"Generated code of {name} does not compile: "
                    + $"{result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
        }

        return image.ToArray();
    }
}
