using NanoBms.ModelKit;
using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelConverter.Commands;

/// <summary>What is in a float model file: its layers. What it costs is known once it is quantised.</summary>
internal static class FloatInspection
{
    public static void Print(ModelFile file, FloatNetwork network, bool json, TextWriter output)
    {
        var layers = network.Layers.Select(layer => new { layer.Name, Kind = Describe(layer) }).ToArray();
        if (json)
        {
            TextOutput.WriteJson(output, new { network.Name, file.Format, file.Sha256, network.TimeSteps, network.InputSize, network.Stateful, layers });
            return;
        }

        output.WriteLine($"{network.Name}: {file.Format}, {network.TimeSteps} x {network.InputSize} values in{(network.Stateful ? ", state carried" : "")}");
        output.WriteLine($"SHA-256 {file.Sha256}");
        foreach (var layer in layers)
        {
            output.WriteLine($"  {layer.Kind}  {layer.Name}");
        }

        output.WriteLine("A float model: 'convert' and 'quantize' make it int8; 'inspect' the result of 'quantize' for its cost on a device.");
    }

    private static string Describe(FloatLayer layer) => layer switch
    {
        FloatLstm lstm => $"LSTM {lstm.InputSize} -> {lstm.Units}{(lstm.ReturnSequences ? ", all steps" : "")}",
        FloatDense dense => $"Dense {dense.InputSize} -> {dense.Units}{(dense.Activation == Activation.None ? "" : $", {dense.Activation}")}",
        FloatAffine affine => $"Scaling of {affine.Scale.Length} values",
        FloatActivation activation => $"{activation.Activation}",
        _ => "Flatten",
    };
}
