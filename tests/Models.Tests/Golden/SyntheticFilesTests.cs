using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Golden;

/// <summary>The synthetic networks' files are what the code here makes of them.</summary>
public class SyntheticFilesTests
{
    public static readonly TheoryData<string> Names = [.. SyntheticNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_made_again_byte_for_byte(string name)
    {
        QuantizedNetwork network = SyntheticNetworks.All[name];
        byte[] bytes = TfliteWriter.Write(network);
        (string path, _) = GoldenFiles.Find(name);

        if (!File.Exists(path) || !bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
        {
            string made = Repository.File("artifacts", "golden", name + ".tflite");
            Directory.CreateDirectory(Path.GetDirectoryName(made)!);
            File.WriteAllBytes(made, bytes);
            Assert.Fail(
                $"'{path}' is not what its network is written as; that is now in '{made}'. If the change is meant, put it in place and "
                + "record outputs anew.");
        }
    }

    [Fact]
    public void Each_network_has_a_file_and_recorded_outputs() =>
        Assert.Equal(SyntheticNetworks.All.Keys.Order(StringComparer.Ordinal), GoldenFiles.Synthetic);
}
