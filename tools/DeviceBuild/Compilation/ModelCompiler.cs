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
    /// <summary>Compiles and loads a generated model.</summary>
    /// <param name="code">The code.</param>
    /// <param name="progress">Is told how much is done, 0..1.</param>
    /// <exception cref="InvalidOperationException">The code does not compile: a defect of the generator.</exception>
    public static CompiledModel Compile(GeneratedCode code, Action<double>? progress = null)
    {
        List<MetadataReference> references =
        [
            .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll")
                .Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(QuantizedModel).Assembly.Location),
        ];
        var context = new AssemblyLoadContext("generated model", isCollectible: true);
        var footprints = new List<AssemblyFootprint>();
        var images = new List<byte[]>();
        for (int k = 0; k < code.Parts.Count; k++)
        {
            byte[] part = Emit($"NanoBms.Model.{PartWriter.Name(k)}", code.Parts[k], references, footprints);
            references.Add(MetadataReference.CreateFromImage(part));
            images.Add(part);
            context.LoadFromStream(new MemoryStream(part));
            progress?.Invoke((k + 1.0) / (code.Parts.Count + 1));
        }

        byte[] main = Emit("NanoBms.Model", code.Main, references, footprints);
        images.Add(main);
        Type type = context.LoadFromStream(new MemoryStream(main)).GetType("NanoBms.Model.GeneratedModel", throwOnError: true)!;
        return new CompiledModel((QuantizedModel)Activator.CreateInstance(type)!, footprints, images);
    }

    private static byte[] Emit(string name, string source, IEnumerable<MetadataReference> references, List<AssemblyFootprint> footprints)
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

        byte[] bytes = image.ToArray();
        footprints.Add(AssemblyFootprint.Read(new MemoryStream(bytes)));
        return bytes;
    }
}
