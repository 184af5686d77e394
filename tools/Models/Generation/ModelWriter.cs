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
    private readonly List<(string Name, int Size)> sequences = [];

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
        text.Append(SourceText.Indent(sequences.Select(kept => $"private readonly short[] {kept.Name} = new short[{kept.Size}];"), 8));

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

    /// <summary>A statement about the first step, where the code of a layer asks whether it is that.</summary>
    private string[] IfAsked(string statement) => asksForFirstStep ? [statement] : [];

    private List<string> Invoke()
    {
        var lines = new List<string>();
        if (!network.Stateful)
        {
            lines.Add("Reset();");
        }

        string array = "input";
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        int k = Pass(0, lines, ref array, ref shape);
        while (k < layers.Count)
        {
            if (layers[k] is { ReadsSequence: true } && Math.Max(shape.Steps, network.Layers[k].After(shape).Steps) > 1)
            {
                k = Pass(k, lines, ref array, ref shape);
                continue;
            }

            if (layers[k] is { } layer)
            {
                lines.AddRange(layer.Run(array, "0"));
                lines.AddRange(layer.Finish);
                array = layer.Output;
            }

            shape = network.Layers[k].After(shape);
            k++;
        }

        lines.Add($"Array.Copy({array}, 0, output, 0, {shape.Count});");
        return lines;
    }

    /// <summary>
    /// One way over the time steps: layers one after the other for each, as far as none needs all steps of the one before it.
    /// </summary>
    /// <param name="first">The first of the layers.</param>
    /// <param name="lines">Receives the statements.</param>
    /// <param name="array">The array of all time steps that it reads; becomes that of what it gives.</param>
    /// <param name="shape">Shape of the values.</param>
    /// <returns>The layer behind the last one.</returns>
    private int Pass(int first, List<string> lines, ref string array, ref LayerShape shape)
    {
        int k = first, steps = first < layers.Count && layers[first] is { ReadsSequence: true }
            ? network.Layers[first].After(shape).Steps : shape.Steps;
        string sequence = array, current = array, stepOffset = steps == 1 ? "0" : $"t * {shape.Size}";
        var loop = new List<string>();
        var finish = new List<string>();
        while (k < layers.Count && layers[k] is { } each && (k == first || !each.ReadsSequence))
        {
            loop.AddRange(each.Run(current, each.ReadsSequence ? steps == 1 ? "0" : "t" : current == sequence ? stepOffset : "0"));
            finish.AddRange(each.Finish);
            current = each.Output;
            shape = network.Layers[k].After(shape);
            bool ends = network.Layers[k] is QuantizedRecurrent { ReturnSequences: false } || (steps > 1 && shape.Steps == 1);
            k++;
            if (ends)
            {
                break;
            }
        }

        if (shape.Steps > 1 && current != sequence)
        {
            // The whole sequence is needed: kept step by step.
            array = sequences.Count == 0 ? "sequence" : $"sequence{sequences.Count + 1}";
            sequences.Add((array, shape.Count));
            loop.Add($"Array.Copy({current}, 0, {array}, t * {shape.Size}, {shape.Size});");
        }
        else
        {
            array = current;
        }

        if (first > 0 && steps > 1)
        {
            lines.AddRange(IfAsked("later = false;"));
        }

        loop.AddRange(IfAsked("later = true;"));
        if (steps > 1 && k > first)
        {
            lines.Add($"for (int t = 0; t < {steps}; t++)");
            lines.Add("{");
            lines.AddRange(loop.Select(line => line.Length == 0 ? line : "    " + line));
            lines.Add("}");
            lines.Add("");
        }
        else if (k > first)
        {
            lines.AddRange(loop);
        }

        lines.AddRange(finish);
        return k;
    }
}
