using System.Text;
using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>Weights as C# arrays, run by Core's layers.</summary>
internal sealed class ArraysGenerator
{
    private readonly QuantizedNetwork network;
    private readonly PartWriter parts = new(DeviceLimits.AssemblyArrayBytes - 2000);
    private readonly bool wide;
    private int arrays;

    private ArraysGenerator(QuantizedNetwork network)
    {
        this.network = network;
        wide = network.Width == ActivationWidth.Int16;
    }

    /// <summary>Generates the code of a model.</summary>
    public static GeneratedCode Generate(QuantizedNetwork network, ModelInfo info, string header)
    {
        var generator = new ArraysGenerator(network);
        var layers = new List<LayerCode?>();
        for (int k = 0; k < network.Layers.Count; k++)
        {
            layers.Add(network.Layers[k] switch
            {
                QuantizedLstm lstm => generator.Lstm(lstm, k),
                QuantizedDense dense => generator.Dense(dense, k),
                QuantizedActivation activation => ElementwiseCode.Create(activation, k, network.Width),
                _ => null,
            });
        }

        string main = new ModelWriter(network, info, layers).Write(header, "Layout arrays: weights are static arrays of the part assemblies, copied to the heap at start-up.");
        return new GeneratedCode(main, generator.parts.Sources(header));
    }

    private LayerCode Lstm(QuantizedLstm lstm, int index)
    {
        string name = $"layer{index}", output = $"output{index}";
        string Jagged(string type, IEnumerable<string> names) => $"new {type}[][] {{ {string.Join(", ", names)} }}";
        var code = new LayerCode { Output = output, Size = lstm.Units };
        code.Fields.Add($"private readonly LstmLayer {name};");
        code.Fields.Add($"private readonly short[] {output} = new short[{lstm.Units}];");
        code.Construction.Add(
            $"{name} = new LstmLayer({lstm.InputSize}, {lstm.Units}, {(wide ? "true" : "false")}, "
            + $"{Jagged("sbyte", lstm.InputWeights.Select(Weights))}, {Jagged("sbyte", lstm.RecurrentWeights.Select(Weights))}, {Jagged("long", lstm.Biases.Select(Biases))}, "
            + $"{SourceText.Number(lstm.Input.Scale)}, {lstm.Input.ZeroPoint}, {SourceText.Number(lstm.Output.Scale)}, {lstm.Output.ZeroPoint}, "
            + $"{SourceText.Number(lstm.CellScale)}, {SourceText.Number(lstm.CellClip)}, {SourceText.Array(lstm.InputWeightScales)}, {SourceText.Array(lstm.RecurrentWeightScales)});");
        code.Reset.Add($"{name}.ResetState();");
        code.Run = (array, offset) => [$"{name}.Step({array}, {offset}, {output}, 0);"];
        return code;
    }

    private LayerCode Dense(QuantizedDense dense, int index)
    {
        string name = $"layer{index}", output = $"output{index}";
        (int min, int max) = InterpretedModel.OutputRange(dense.Activation, dense.Output, network.Width);
        var code = new LayerCode { Output = output, Size = dense.Units };
        code.Fields.Add($"private readonly DenseLayer {name};");
        code.Fields.Add($"private readonly short[] {output} = new short[{dense.Units}];");
        code.Construction.Add(
            $"{name} = new DenseLayer({dense.InputSize}, {dense.Units}, {(wide ? "true" : "false")}, {Weights(dense.Weights)}, {Biases(dense.Bias)}, "
            + $"{SourceText.Array(dense.WeightScales)}, {SourceText.Number(dense.Input.Scale)}, {dense.Input.ZeroPoint}, "
            + $"{SourceText.Number(dense.Output.Scale)}, {dense.Output.ZeroPoint}, {min}, {max});");
        code.Run = (array, offset) => [$"{name}.Run({array}, {offset}, {output}, 0);"];
        return code;
    }

    private string Weights(sbyte[] values) => Array("sbyte", values.Length, values.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)), 1);

    private string Biases(long[] values) => Array("long", values.Length, values.Select(value => Packing.Requantizer.Text(value)), 8);

    /// <summary>Adds an array to the current part and gives the C# that names it.</summary>
    private string Array(string type, int count, IEnumerable<string> values, int bytesEach)
    {
        int bytes = count * bytesEach;
        if (bytes > parts.Limit)
        {
            throw new UserError($"A weight matrix of {count} values is too large for an array on the device; use --layout packed.");
        }

        if (parts.Left < bytes)
        {
            parts.Next();
        }

        string name = $"A{arrays++}";
        var text = new StringBuilder($"        public static readonly {type}[] {name} =\n        {{\n");
        foreach (string[] line in values.Chunk(32))
        {
            text.Append("            ").Append(string.Join(", ", line)).Append(",\n");
        }

        parts.Add(text.Append("        };\n").ToString(), bytes);
        return $"{parts.Current}.{name}";
    }
}
