using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Scalers;
using NanoBms.Models.Tests.Torch;
using NanoBms.TestSupport.Fuzzing;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>What nests without end is refused on a stack of 1 MB; a process that ran out of stack could not say so.</summary>
public class DeepNestingTests
{
    private const int Depth = 100_000;

    [Theory]
    [InlineData(20)]
    [InlineData(1000)]
    [InlineData(Depth)]
    public void Keras_models_inside_models(int depth)
    {
        const string Open = "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"m\", \"layers\": [";
        string config = string.Concat(Enumerable.Repeat(Open, depth)) + string.Concat(Enumerable.Repeat("]}}", depth));
        Refused(() => ModelReader.Read(Archive(config, Hdf5()), "m.keras"));
        Refused(() => ModelReader.Read(Hdf5Model(config), "m.h5"));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("]")]
    [InlineData("}")]
    [InlineData("](")]
    public void Pickles_of_marks_and_empty_collections(string opcodes)
    {
        byte[] pickle = [0x80, 2, .. System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(opcodes, Depth))), (byte)'.'];
        Refused(() => ModelReader.Read(TorchFiles.Archive(pickle, []), "m.pt", 4));
        Refused(() => ScalerReader.Read(pickle, "scaler.pkl"));
    }

    [Fact]
    public void Pickles_of_tuples_in_tuples()
    {
        byte[] pickle = [0x80, 2, (byte)')', .. Enumerable.Repeat((byte)0x85, Depth), (byte)'.'];
        Refused(() => ModelReader.Read(TorchFiles.Archive(pickle, []), "m.pt", 4));
        Refused(() => ScalerReader.Read(pickle, "scaler.pkl"));
    }

    [Fact]
    public void Onnx_graphs_inside_graphs()
    {
        byte[] inner = [];
        for (int k = 0; k < 400; k++)
        {
            // node (1) > attribute (5) > graph (6), then the node in a graph.
            inner = Field(1, [.. Field(4, "If"u8.ToArray()), .. Field(5, [.. Field(1, "then"u8.ToArray()), .. Field(6, inner)])]);
        }

        byte[] model = [8, 8, .. Field(8, [16, 13]), .. Field(7, inner)];
        Refused(() => ModelReader.Read(model, "m.onnx"));
    }

    [Fact]
    public void Headers_of_safetensors()
    {
        string header = string.Concat(Enumerable.Repeat("{\"a\": ", Depth)) + "1" + new string('}', Depth);
        Refused(() => ModelReader.Read(
            [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header)], "m.safetensors", 4));
    }

    private static void Refused(Action read) => SmallStack.Run(() => Assert.Throws<UserError>(read));

    private static byte[] Field(int number, byte[] content)
    {
        var bytes = new List<byte> { (byte)((number << 3) | 2) };
        for (int length = content.Length; ; length >>= 7)
        {
            if (length < 0x80)
            {
                bytes.Add((byte)length);
                break;
            }

            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, .. content];
    }
}
