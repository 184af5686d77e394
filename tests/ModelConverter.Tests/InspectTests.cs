using System.Text.Json.Nodes;
using System.Xml.Linq;
using NanoBms.Foundation;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>inspect and schema.</summary>
public class InspectTests
{
    private static readonly Lazy<JsonNode> Report = new(
        () => JsonNode.Parse(Converter.Succeed("inspect", Converter.DefaultModel, "--json"))!);

    [Fact]
    public void The_default_model_is_described_with_its_cost()
    {
        JsonNode report = Report.Value;

        Assert.Equal("panasonic18650pf-128-64", (string?)report["name"]);
        Assert.Equal("windowed", (string?)report["mode"]);
        Assert.Equal((10, 11, 1), ((int)report["timeSteps"]!, (int)report["inputSize"]!, (int)report["outputSize"]!));
        Assert.Equal(["10 x 128", "64", "32", "1"], report["layers"]!.AsArray().Select(layer => (string)layer!["output"]!));
        // By hand: 10 x 4 x 128 x (11 + 128) + 10 x 4 x 64 x (128 + 64) + 64 x 32 + 32.
        Assert.Equal(1_205_280, (long)report["macs"]!);
        // 4 x 128 x (11 + 128) + 4 x 64 x 192 + 2048 + 32 weights, 4 bytes of bias for each of 512 + 256 + 32 + 1 rows.
        Assert.Equal(122_400 + 3_204, (int)report["weightBytes"]!);
        Assert.Equal(11, report["manifest"]!["features"]!.AsArray().Count);
    }

    [Fact]
    public void The_default_model_fits_a_bare_ESP32_packed_and_needs_PSRAM_as_arrays()
    {
        JsonArray layouts = Report.Value["layouts"]!.AsArray();
        JsonNode packed = layouts[0]!, arrays = layouts[1]!;

        Assert.Equal(("packed", "arrays"), ((string)packed["layout"]!, (string)arrays["layout"]!));
        Assert.True(Fits(packed, "ESP32"));
        Assert.True(Fits(packed, "ESP32-C6"));
        Assert.False(Fits(packed, "ESP32 with 2 MB flash"));
        Assert.False(Fits(arrays, "ESP32"));
        Assert.True(Fits(arrays, "ESP32 with PSRAM"));
        // The weights, and the biases as 8 bytes each.
        Assert.InRange((int)arrays["cost"]!["arrayBytes"]!, 122_400, 122_400 + (8 * 801) + 500);
        Assert.InRange((int)arrays["cost"]!["heapBytes"]!, 122_400, 180_000);
        Assert.InRange((int)packed["cost"]!["heapBytes"]!, 2_000, 20_000);
    }

    [Fact]
    public void A_picture_shows_each_layer_with_its_shape_and_its_share_of_the_work()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("network.svg");
        Converter.Succeed("inspect", Converter.DefaultModel, "--picture", path);
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement picture = XDocument.Load(path).Root!;
        string[] texts = [.. picture.Elements(svg + "text").Select(text => text.Value)];

        // 10 x 4 x 128 x 139 and 10 x 4 x 64 x 192 of 1,205,280 multiply-accumulates.
        Assert.Equal(
            ["panasonic18650pf-128-64", "10 x 11 values in", "LSTM, cell clipped to 10", "to 10 x 128"], texts[..4]);
        Assert.Contains("73,216 bytes, 711,680 MACs (59 %)", texts);
        Assert.Contains("50,176 bytes, 491,520 MACs (41 %)", texts);
        Assert.Contains("2,176 bytes, 2,048 MACs (under 1 %)", texts);
        Assert.Equal("1 out", texts[^1]);
        Assert.Equal(4, picture.Elements(svg + "rect").Count(rect => (string?)rect.Attribute("class") == "box"));
        int[] bottoms = [.. picture.Elements(svg + "text").Select(text => (int)text.Attribute("y")!)];
        Assert.True(bottoms.Max() < (int)picture.Attribute("height")!);
    }

    [Fact]
    public void A_picture_of_another_form_is_refused() => Assert.Contains(
        "--picture 'network.png': the picture is SVG; name a file that ends so.",
        Converter.Refuse("inspect", Converter.DefaultModel, "--picture", "network.png"), StringComparison.Ordinal);

    [Fact]
    public void Redirected_output_is_plain_text()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write(
            "small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false), SmallModels.Manifest(ManifestMode.Windowed, 10)));

        string text = Converter.Succeed("inspect", model);

        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain(text, letter => letter is not '\n' and (< ' ' or > '~'));
        Assert.Contains(
            text.Split('\n'), line => line.Contains("LSTM", StringComparison.Ordinal) && line.Contains("18,400", StringComparison.Ordinal));
        Assert.Contains(text.Split('\n'), line => line.Contains("ema of voltage, 20 s", StringComparison.Ordinal));
    }

    [Fact]
    public void The_schema_names_every_member_of_a_manifest_and_its_limits()
    {
        JsonNode schema = JsonNode.Parse(Converter.Succeed("schema"))!;
        JsonObject properties = schema["properties"]!.AsObject();
        JsonNode manifest = JsonNode.Parse(File.ReadAllBytes(Repository.File("models", "panasonic18650pf-128-64.manifest.json")))!;

        Assert.Equal(
            ["name", "mode", "samplePeriodMs", "window", "features", "soc"], schema["required"]!.AsArray().Select(name => (string)name!));
        Assert.All(manifest.AsObject(), member => Assert.True(properties.ContainsKey(member.Key), member.Key));
        Assert.All(
            manifest["cell"]!.AsObject(),
            member => Assert.True(properties["cell"]!["properties"]!.AsObject().ContainsKey(member.Key), member.Key));
        Assert.Equal(1000, (int)properties["window"]!["maximum"]!);
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.Equal(["windowed", "streaming"], properties["mode"]!["enum"]!.AsArray().Select(value => (string)value!));
        JsonNode feature = properties["features"]!["items"]!;
        Assert.Contains("dv_dt", feature["properties"]!["kind"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal("kind", (string)Assert.Single(feature["required"]!.AsArray())!);
    }

    [Fact]
    public void The_guide_explains_every_member_of_a_manifest_and_every_feature()
    {
        JsonNode properties = JsonNode.Parse(Converter.Succeed("schema"))!["properties"]!;
        string guide = File.ReadAllText(Repository.File("docs", "your-battery.md"));
        IEnumerable<string> members = properties.AsObject().Select(member => member.Key);
        IEnumerable<string> ofCell = properties["cell"]!["properties"]!.AsObject().Select(member => member.Key);
        IEnumerable<string> kinds = properties["features"]!["items"]!["properties"]!["kind"]!["enum"]!.AsArray()
            .Select(kind => (string)kind!);
        Assert.All(members.Where(member => member != "cell").Concat(kinds),
            name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
        Assert.All(
            ofCell, name => Assert.True(
                guide.Contains($"`cell.{name}`", StringComparison.Ordinal) || guide.Contains($"`{name}`", StringComparison.Ordinal), name));
    }

    [Fact]
    public void Every_feature_of_the_schema_can_be_read()
    {
        JsonNode schema = JsonNode.Parse(Converter.Succeed("schema"))!;
        foreach (JsonNode? kind in schema["properties"]!["features"]!["items"]!["properties"]!["kind"]!["enum"]!.AsArray())
        {
            var feature = new ManifestFeature { Kind = (string)kind!, Of = "voltage", By = "current", Samples = 5, TauS = 3 };
            Manifest manifest = SmallModels.Manifest(ManifestMode.Windowed, 5) with { Features = [feature] };
            Assert.Equal(feature, Assert.Single(ManifestJson.Parse(ManifestJson.Write(manifest), "m").Features));
        }
    }

    [Theory]
    [InlineData(1f, -1f)]
    [InlineData(0f, 0f)]
    public void A_range_of_inputs_that_is_none_is_refused(float low, float high)
    {
        Manifest manifest = SmallModels.Manifest(ManifestMode.Windowed, 5) with { InputRange = new ManifestRange(low, high) };
        var error = Assert.Throws<UserError>(() => ManifestJson.Parse(ManifestJson.Write(manifest), "m"));
        Assert.Equal("m: inputRange.low must be below inputRange.high, both finite.", error.Message);
    }

    private static bool Fits(JsonNode layout, string board) =>
        layout["boards"]!.AsArray().Single(entry => (string)entry!["board"]! == board)!["fits"]!.GetValue<bool>();
}
