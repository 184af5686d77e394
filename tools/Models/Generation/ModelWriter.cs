using System.Text;
using NanoBms.Core;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>
/// Writes the class GeneratedModel around the layers' code: layers on a sequence run step by step, one after the other, so that no
/// sequence is ever stored that a later layer does not need whole.
/// </summary>
internal sealed class ModelWriter
{
    private readonly QuantizedNetwork network;
    private readonly ModelInfo info;
    private readonly IReadOnlyList<LayerCode?> layers;
    private readonly bool asksForFirstStep;

    /// <param name="network">The network.</param>
    /// <param name="info">What the class says about itself.</param>
    /// <param name="layers">Code of each layer; null for one that needs all steps and leaves the values as they are.</param>
    public ModelWriter(QuantizedNetwork network, ModelInfo info, IReadOnlyList<LayerCode?> layers)
    {
        this.network = network;
        this.info = info;
        this.layers = layers;
        asksForFirstStep = layers.OfType<LayerCode>().Any(layer => layer.Methods.Concat(layer.Run("input", "0")).Any(
            line => line.Contains("later", StringComparison.Ordinal)));
    }

    /// <summary>The source of the class.</summary>
    public string Write(string header, string remarks)
    {
        List<string> invoke = Invoke();
        var text = new StringBuilder(header);
        text.Append("using System;\nusing NanoBms.Core;\nusing NanoBms.Core.Arithmetic;\n\nnamespace NanoBms.Model\n{\n");
        text.Append(SourceText.Indent(
        [
            $"/// <summary>Model {info.Name}: {network.TimeSteps} x {network.InputSize} values in, {info.OutputSize} out.</summary>",
            $"/// <remarks>{remarks}</remarks>",
            "public sealed class GeneratedModel : QuantizedModel",
            "{",
        ], 4));
        text.Append(SourceText.Indent(["private readonly ModelInfo info = CreateInfo();"], 8));
        text.Append(SourceText.Indent(IfAsked("private bool later;"), 8));
        text.Append(SourceText.Indent(Fields(), 8));
        if (sequence is not null)
        {
            text.Append(SourceText.Indent([$"private readonly short[] sequence = new short[{sequence}];"], 8));
        }

        text.Append(SourceText.Indent(["", "/// <summary>The model in its reset state.</summary>", "public GeneratedModel()", "{"], 8));
        text.Append(SourceText.Indent([.. layers.SelectMany(layer => layer?.Construction ?? []), "Reset();"], 12));
        text.Append(SourceText.Indent(
        [
            "}",
            "",
            "/// <inheritdoc/>",
            "public override ModelInfo Info",
            "{",
            "    get { return info; }",
            "}",
            "",
            "/// <inheritdoc/>",
            "public override void Reset()",
            "{",
        ], 8));
        text.Append(SourceText.Indent(IfAsked("later = false;"), 12));
        text.Append(SourceText.Indent(layers.SelectMany(layer => layer?.Reset ?? []), 12));
        string[] head = ["}", "", "/// <inheritdoc/>", "public override void Invoke(short[] input, short[] output)", "{"];
        text.Append(SourceText.Indent(head, 8));
        text.Append(SourceText.Indent(invoke, 12));
        text.Append(SourceText.Indent(["}", ""], 8));
        foreach (LayerCode layer in layers.OfType<LayerCode>().Where(layer => layer.Methods.Count > 0))
        {
            text.Append(SourceText.Indent([.. layer.Methods, ""], 8));
        }

        text.Append(SourceText.Indent(["private static ModelInfo CreateInfo()", "{"], 8));
        text.Append(SourceText.Indent([.. ModelInfoWriter.Lines(info), "return info;"], 12));
        text.Append("        }\n    }\n}\n");
        return text.ToString();
    }

    /// <summary>Fields of all layers; a shared array stands with the first layer that needs it.</summary>
    private IEnumerable<string> Fields()
    {
        LayerCode[] code = [.. layers.OfType<LayerCode>()];
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (LayerCode layer in code)
        {
            foreach (ScratchArray scratch in layer.Scratch.Where(scratch => declared.Add(scratch.Name)))
            {
                int size = code.SelectMany(other => other.Scratch).Where(other => other.Name == scratch.Name).Max(other => other.Size);
                yield return $"private readonly {scratch.Type}[] {scratch.Name} = new {scratch.Type}[{size}];";
            }

            foreach (string field in layer.Fields)
            {
                yield return field;
            }
        }
    }

    private int? sequence;

    /// <summary>A statement about the first step, where the code of a layer asks whether it is that.</summary>
    private string[] IfAsked(string statement) => asksForFirstStep ? [statement] : [];

    private List<string> Invoke()
    {
        var lines = new List<string>();
        if (!network.Stateful)
        {
            lines.Add("Reset();");
        }

        string array = "input", offset = "0";
        int k = 0, size = network.InputSize, steps = network.TimeSteps;
        var loop = new List<string>();
        string stepOffset = steps == 1 ? "0" : $"t * {size}";
        while (k < layers.Count && layers[k] is { } each)
        {
            loop.AddRange(each.Run(array, array == "input" ? stepOffset : "0"));
            array = each.Output;
            size = each.Size;
            bool ends = network.Layers[k] is QuantizedRecurrent { ReturnSequences: false };
            k++;
            if (ends)
            {
                steps = 1;
                break;
            }
        }

        if (steps > 1)
        {
            // The whole sequence is needed: kept step by step.
            sequence = steps * size;
            loop.Add($"Array.Copy({array}, {(array == "input" ? stepOffset : "0")}, sequence, t * {size}, {size});");
        }

        loop.AddRange(IfAsked("later = true;"));
        if (network.TimeSteps > 1)
        {
            lines.Add($"for (int t = 0; t < {network.TimeSteps}; t++)");
            lines.Add("{");
            lines.AddRange(loop.Select(line => line.Length == 0 ? line : "    " + line));
            lines.Add("}");
            lines.Add("");
        }
        else
        {
            lines.AddRange(loop);
        }

        if (steps > 1)
        {
            array = "sequence";
            size *= steps;
        }

        for (; k < layers.Count; k++)
        {
            if (layers[k] is { } layer)
            {
                lines.AddRange(layer.Run(array, offset));
                array = layer.Output;
                size = layer.Size;
            }
        }

        lines.Add($"Array.Copy({array}, 0, output, 0, {size});");
        return lines;
    }
}
