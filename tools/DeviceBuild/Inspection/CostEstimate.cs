using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.Core;
using NanoBms.DeviceBuild.Boards;
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

    /// <summary>How far off flash and heap may be, as a share of what is compiled; a test holds them to it.</summary>
    public const double ErrorShare = 0.08;

    /// <summary>How much too high heap may be, as a share of it: in layout arrays the evaluator has buffers that the code shares.</summary>
    public const double HeapExcessShare = 0.35;

    /// <summary>How far off they may be besides, for small models, in bytes.</summary>
    public const int ErrorFlashBytes = 1200, ErrorHeapBytes = 3000;

    /// <summary>The boards that hold a model of estimated cost; null where the error of the estimate would decide it.</summary>
    public static Board[]? Boards(DeviceCost estimate)
    {
        DeviceCost least = estimate with
        {
            FlashBytes = (int)((estimate.FlashBytes - ErrorFlashBytes) / (1 + ErrorShare)),
            HeapBytes = (int)((estimate.HeapBytes - ErrorHeapBytes) / (1 + HeapExcessShare)),
        };
        DeviceCost most = estimate with
        {
            FlashBytes = (int)((estimate.FlashBytes + ErrorFlashBytes) / (1 - ErrorShare)),
            HeapBytes = (int)((estimate.HeapBytes + ErrorHeapBytes) / (1 - ErrorShare)),
        };
        return Board.All.All(board => least.FitsOn(board) == most.FitsOn(board)) ? [.. Board.All.Where(most.FitsOn)] : null;
    }

    /// <summary>The estimate of a model, whose code is generated for it.</summary>
    /// <exception cref="UserError">The model cannot be kept within the limits.</exception>
    public static DeviceCost Of(QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout) =>
        Of(network, manifest, CodeGenerator.GenerateOnly(network, manifest, sha256, layout), layout);

    /// <summary>The estimate of a model whose code is there.</summary>
    public static DeviceCost Of(QuantizedNetwork network, Manifest? manifest, GeneratedCode code, WeightLayout layout)
    {
        bool isPacked = layout == WeightLayout.Packed;
        string[] lines = CodeText.WithoutValues(code.Main).Split('\n');
        int mainIl = (int)(IlPerLetter * lines.Where(IsStatement).Sum(CodeText.Letters))
            + (IlPerArray * CodeText.Arrays(code.Main));
        int mainArrays = CodeText.ArrayBytes(code.Main);
        int[] partIl = [.. code.PartBytes.Select((bytes, part) =>
            isPacked ? (int)(IlPerPartByte * bytes) : IlPerArray * CodeText.Arrays(code.Parts[part]))];
        int assemblies = code.Parts.Count + 1, arrays = mainArrays + (isPacked ? 0 : code.PartBytes.Sum()), il = mainIl + partIl.Sum();
        return new DeviceCost(
            DeviceCost.Name(layout), code.Parts.Count, il, Math.Max(mainIl, partIl.DefaultIfEmpty().Max()), arrays,
            DeviceCost.Flash(il, arrays, assemblies),
            (int)Heap(network, manifest, code, isPacked) + (assemblies * DeviceHeap.AssemblyBytes),
            code.Parts.Append(code.Main).Max(CodeText.MostLocals))
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
            int length = int.Parse(field.Groups[2].Value, CultureInfo.InvariantCulture);
            heap += DeviceHeap.Array(length, CodeText.BytesOf(field.Groups[1].Value));
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
        && !CodeText.IsComment(line);

    [GeneratedRegex(@"new (sbyte|byte|short|ushort|int|long|float)\[([0-9]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex NewArray();

    [GeneratedRegex(
        @"^        private (?:readonly )?[A-Za-z\[\]]+ [a-z]\w*(?: =|;)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Field();
}
