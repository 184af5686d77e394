using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.Core;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Il;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>
/// What a model costs, of the text of its code alone: compiling takes seconds, most of them the compiler's own start. IL of the parts is
/// what the generator counts to split them; a test holds all of it to what is compiled.
/// </summary>
internal static partial class CostEstimate
{
    // Measured on the compiler's output: IL of a statement's letter in the main class; of an array's initialiser.
    private const double IlPerLetter = 0.53;

    // The generator counts each constant as a long one, so that its parts are never too large.
    private const double IlPerPartByte = 0.93;
    private const int IlPerArray = 17, StatementIndent = 12;

    private const double MostlyCore = 0.9;

    /// <summary>The estimate.</summary>
    /// <exception cref="UserError">The model cannot be kept within the limits.</exception>
    public static DeviceCost Of(QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout)
    {
        GeneratedCode code = CodeGenerator.GenerateOnly(network, manifest, sha256, layout);
        bool isPacked = layout == WeightLayout.Packed;
        string[] lines = code.Main.Split('\n');
        int mainIl = (int)(IlPerLetter * lines.Where(IsStatement).Sum(line => line.Count(letter => !char.IsWhiteSpace(letter))));
        int mainArrays = LiteralArray().Matches(code.Main).Sum(match => Bytes(match.Groups[1].Value) * Elements(match.Groups[2].Value));
        int[] partIl = [.. code.PartBytes.Select((bytes, part) =>
            isPacked ? (int)(IlPerPartByte * bytes) : IlPerArray * LiteralArray().Count(code.Parts[part]))];
        int assemblies = code.Parts.Count + 1, arrays = mainArrays + (isPacked ? 0 : code.PartBytes.Sum()), il = mainIl + partIl.Sum();
        return new DeviceCost(
            DeviceCost.Name(layout), code.Parts.Count, il, Math.Max(mainIl, partIl.DefaultIfEmpty().Max()), arrays,
            DeviceCost.Flash(il, arrays, assemblies),
            (int)Heap(network, manifest, code, isPacked) + (assemblies * DeviceHeap.AssemblyBytes),
            code.Parts.Append(code.Main).Max(MostLocals))
        {
            IsEstimated = true,
        };
    }

    /// <summary>Heap of Core's tables, the model's information and fields; of weights and Core's layers where they are arrays.</summary>
    private static long Heap(QuantizedNetwork network, Manifest? manifest, GeneratedCode code, bool isPacked)
    {
        var graph = new HeapGraph(type => type.Assembly == typeof(QuantizedModel).Assembly || IsRun(type), countStrings: false);
        graph.AddStatics(typeof(QuantizedModel).Assembly);
        graph.Add(ModelInfoFactory.Create(network, manifest, ""));
        long heap = DeviceHeap.Object(Field().Count(code.Main));
        foreach (Match field in NewArray().Matches(code.Main))
        {
            heap += DeviceHeap.Array(int.Parse(field.Groups[2].Value, CultureInfo.InvariantCulture), Bytes(field.Groups[1].Value));
        }

        if (!isPacked)
        {
            // Core's layers hold their weights; other kinds have them in arrays alone.
            graph.Add(new InterpretedModel(network, manifest));
            long inLayers = graph.ByType.GetValueOrDefault(typeof(sbyte[])), all = code.PartBytes.Sum();
            heap += inLayers < MostlyCore * all ? all - inLayers : 0;
        }

        return heap + graph.Bytes;
    }

    private static bool IsRun(Type type) => type == typeof(InterpretedModel) || type.Name.EndsWith("IntegerRun", StringComparison.Ordinal);

    private static bool IsStatement(string line) => line.Length > StatementIndent && line.AsSpan(0, StatementIndent).IsWhiteSpace()
        && !line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static int Elements(string list) => list.Split(',').Count(element => !string.IsNullOrWhiteSpace(element));

    private static int Bytes(string type) => type switch
    {
        "sbyte" or "byte" => 1,
        "short" or "ushort" => 2,
        "long" => 8,
        _ => 4,
    };

    /// <summary>Locals of the method that declares most.</summary>
    private static int MostLocals(string text)
    {
        int most = 0, locals = 0;
        foreach (string line in text.Split('\n'))
        {
            if (MethodHead().IsMatch(line))
            {
                locals = 0;
            }
            else if (Declaration().Match(line) is { Success: true } declaration)
            {
                locals += declaration.Groups[1].Value.Contains('=', StringComparison.Ordinal)
                    ? Assignment().Count(declaration.Groups[1].Value) : declaration.Groups[1].Value.Split(',').Length;
                most = Math.Max(most, locals);
            }
        }

        return most;
    }

    [GeneratedRegex(@"new (sbyte|byte|short|ushort|int|long|float)\[\]\s*\{([^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralArray();

    [GeneratedRegex(@"new (sbyte|byte|short|ushort|int|long|float)\[([0-9]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex NewArray();

    [GeneratedRegex(
        @"^        private (?:readonly )?[A-Za-z\[\]]+ [a-z]\w*(?: =|;)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@"^        (?:public|private) .*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex MethodHead();

    [GeneratedRegex(
        @"^\s+(?:for \()?(?:long|int|short|ushort\[\]|int\[\]|short\[\]) ([a-z]\w*(?: = |, |;).*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?:^|, )[a-z]\w* = |(?:^|, )[a-z]\w*(?=,|;)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();
}
