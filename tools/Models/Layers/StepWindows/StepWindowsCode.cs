using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Generated code: one time step of the output at a time, out of a whole sequence.</summary>
internal static class StepWindowsCode
{
    public static LayerCode Write(QuantizedStepWindows layer, int index, ActivationWidth width)
    {
        string output = $"output{index}", method = $"JoinSteps{index}";
        StepPlan plan = layer.Plan;
        int size = layer.InputSize;
        var code = new LayerCode
        {
            Output = output,
            Size = plan.After(new LayerShape(layer.InputSteps, size)).Size,
            ReadsSequence = true,
        };
        code.Fields.Add($"private readonly short[] {output} = new short[{code.Size}];");
        if (plan.Stride == 0)
        {
            code.Run = (sequence, _) => [$"Array.Copy({sequence}, 0, {output}, 0, {size});"];
            return code;
        }

        string[] fill = Each(size, [$"{output}[u] = {width.Range().Min};"]);
        string[] zeros = Each(size, [$"{output}[(k * {size}) + u] = {layer.Input.ZeroPoint};"]);
        string[] larger = Each(
            size, [$"if (sequence[(row * {size}) + u] > {output}[u])", "{", $"    {output}[u] = sequence[(row * {size}) + u];", "}"]);
        string inside = $"row >= 0 && row < {layer.InputSteps}";
        string[] taken = plan.IsLargest
            ? [$"if ({inside})", "{", .. Indented(larger), "}"]
            : [
                $"if ({inside})", "{", $"    Array.Copy(sequence, row * {size}, {output}, k * {size}, {size});", "}",
                "else", "{", .. Indented(zeros), "}",
            ];
        code.Methods.AddRange(
        [
            $"/// <summary>{char.ToUpperInvariant(plan.Words[0])}{plan.Words[1..]}.</summary>",
            $"private void {method}(short[] sequence, int step)",
            "{",
            .. plan.IsLargest ? (string[])[.. Indented(fill), ""] : [],
            $"    for (int k = 0; k < {plan.Count}; k++)",
            "    {",
            $"        int row = (step * {plan.Stride}) + (k * {plan.Spacing}) {(plan.First < 0 ? "-" : "+")} {Math.Abs(plan.First)};",
            .. Indented(Indented(taken)),
            "    }",
            "}",
        ]);
        code.Run = (sequence, step) => [$"{method}({sequence}, {step});"];
        return code;
    }

    private static string[] Each(int size, string[] lines) => [$"for (int u = 0; u < {size}; u++)", "{", .. Indented(lines), "}"];

    private static string[] Indented(IEnumerable<string> lines) => [.. lines.Select(line => "    " + line)];
}
