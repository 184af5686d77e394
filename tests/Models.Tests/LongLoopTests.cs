using System.Buffers.Binary;
using NanoBms.Foundation;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Tflite.Format;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>Loops that run long: a real model of two LSTM, one loop on the other, whose 30 time steps are made more.</summary>
public class LongLoopTests
{
    private const int Steps = 30;

    [Fact]
    public void Two_loops_of_a_thousand_steps_are_followed()
    {
        FloatNetwork network = FloatGraphReader.Read(Lengthened(1000), "m", false, null).Float!;
        FloatLstm[] layers = [.. network.Layers.OfType<FloatLstm>()];
        Assert.Equal((1000, 3), (network.TimeSteps, network.InputSize));
        Assert.Equal([(3, true), (128, false)], layers.Select(layer => (layer.InputSize, layer.ReturnSequences)));
    }

    [Fact]
    public void Loops_that_run_too_long_are_refused() => Assert.Equal(
        "The graph takes too many steps to follow: its loops run too long, or it is not a recurrent network of a size for a "
            + "microcontroller; export it with a shorter window.",
        Assert.Throws<UserError>(() => FloatGraphReader.Read(Lengthened(5000), "m", false, null)).Message);

    private static TfliteGraph Lengthened(int steps)
    {
        var graph = TfliteParser.Parse(File.ReadAllBytes(SharedData.Require("models/while_flex_float16/raju_soc_model_fp16.tflite")));
        return graph with
        {
            Subgraphs =
            [
                .. graph.Subgraphs.Select(
                    subgraph => subgraph with { Tensors = [.. subgraph.Tensors.Select(tensor => Lengthened(tensor, steps))] })
            ],
        };
    }

    private static TfliteTensor Lengthened(TfliteTensor tensor, int steps)
    {
        byte[] data = tensor.Data.ToArray();
        for (int at = 0; tensor.Type == TensorType.Int32 && at < data.Length; at += sizeof(int))
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at)) == Steps)
            {
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(at), steps);
            }
        }

        return tensor with { Shape = [.. tensor.Shape.Select(size => size == Steps ? steps : size)], Data = data };
    }
}
