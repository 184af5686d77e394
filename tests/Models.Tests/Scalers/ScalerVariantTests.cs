using System.Text;
using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Models.Scalers;
using NanoBms.TestSupport.Fuzzing;

namespace NanoBms.Models.Tests.Scalers;

/// <summary>
/// Scalers in every form that pickle and joblib give them: pickles.json, made by make_pickles.py beside it with Python's own pickle module.
/// </summary>
public class ScalerVariantTests
{
    private static readonly Dictionary<string, byte[]> Pickles = Load();

    public static TheoryData<string> Standard { get; } =
        [.. Pickles.Keys.Where(name => name.StartsWith("standard ", StringComparison.Ordinal))
            .Select(name => new TheoryDataRow<string>(name))];

    public static TheoryData<string> MinMax { get; } =
        [.. Pickles.Keys
            .Where(name => name.StartsWith("minmax ", StringComparison.Ordinal) || name.StartsWith("range ", StringComparison.Ordinal))
            .Select(name => new TheoryDataRow<string>(name))];

    [Theory]
    [MemberData(nameof(Standard))]
    public void A_standard_scaler_is_read_in_every_form(string name)
    {
        FeatureScaler scaler = ScalerReader.Read(Pickles[name], "s.pkl");

        Assert.Equal(("StandardScaler", 2), (scaler.Kind, scaler.Scale.Length));
        Assert.Equal([0.5, 0.25], scaler.Scale);
        Assert.Equal([-1.5, -2.5], scaler.Offset);
        Assert.Equal(["voltage", "strom\u00e4\\n"], scaler.Names);
    }

    [Theory]
    [MemberData(nameof(MinMax))]
    public void A_minmax_scaler_is_read_in_every_form(string name)
    {
        FeatureScaler scaler = ScalerReader.Read(Pickles[name], "s.pkl");

        Assert.Equal("MinMaxScaler", scaler.Kind);
        Assert.Equal([0.5, 0.25], scaler.Scale);
        Assert.Equal([-2.0, -1.0], scaler.Offset);
        Assert.Equal((-1.0, 1.0), scaler.FittedRange);
    }

    [Theory]
    [InlineData("without mean", new[] { 0.5, 0.25 }, new[] { 0.0, 0.0 })]
    [InlineData("without deviation", new[] { 1.0, 1.0 }, new[] { -3.0, -10.0 })]
    public void A_standard_scaler_may_do_one_half(string name, double[] scale, double[] offset)
    {
        FeatureScaler scaler = ScalerReader.Read(Pickles[name], "s.pkl");
        Assert.Equal(scale, scaler.Scale);
        Assert.Equal(offset, scaler.Offset.Select(value => value + 0.0));
    }

    [Theory]
    [InlineData("without both", "'s.pkl' holds a StandardScaler that does nothing (with_mean and with_std are False); leave it out.")]
    [InlineData("clip", "'s.pkl' holds a MinMaxScaler with clip=True, which is not supported; fit it with clip=False.")]
    [InlineData(
        "dictionary of scalers",
        "'s.pkl' holds several objects (scaler_X, scaler_y); save each scaler in a file of its own with joblib.dump.")]
    [InlineData("tuple of scalers", "'s.pkl' holds a list of 2 objects; save each scaler in a file of its own with joblib.dump.")]
    public void Scalers_that_cannot_be_used_are_refused(string name, string sentence) => Assert.Equal(sentence, Refusal(Pickles[name]));

    [Fact]
    public void A_scaler_that_is_cut_off_anywhere_is_refused()
    {
        foreach (string name in new[] { "standard joblib", "standard joblib gzip", "standard joblib zlib", "minmax numpy._core protocol 5",
            "standard numpy.core protocol 0" })
        {
            byte[] whole = Pickles[name];

            // The checksum at the end of a compressed file is no part of the scaler.
            for (int length = 0; length < whole.Length - 12; length += 7)
            {
                Assert.StartsWith("'s.pkl' ", Refusal(whole[..length]), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_damaged_scaler_is_read_or_refused()
    {
        int refused = 0;
        foreach ((string name, byte[] whole) in Pickles)
        {
            for (int seed = 0; seed < 40; seed++)
            {
                try
                {
                    _ = ScalerReader.Read(Mutator.Mutate(whole, seed), "s.pkl");
                }
                catch (UserError)
                {
                    refused++;
                }
                catch (Exception exception)
                {
                    Assert.Fail($"{name}, seed {seed}: {exception}");
                }
            }
        }

        Assert.True(refused > Pickles.Count);
    }

    [Theory]
    [InlineData(new byte[] { 0x42, 0x5A, 0x68, 0x39, 0x31 }, "bzip2")]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00 }, "xz")]
    [InlineData(new byte[] { 0x5D, 0x00, 0x00, 0x80, 0x00 }, "lzma")]
    [InlineData(new byte[] { 0x04, 0x22, 0x4D, 0x18, 0x64 }, "lz4")]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0x24 }, "zstd")]
    [InlineData(new byte[] { 0x5A, 0x46, 0x30, 0x78, 0x31 }, "joblib's own form of before 2016")]
    public void Other_compressions_are_refused_by_name(byte[] start, string name) => Assert.Equal(
        $"'s.pkl' is compressed with {name}, which is not supported; save it with joblib.dump(scaler, path), or with zlib or gzip.",
        Refusal(start));

    // Protocol 0 of Python 2: text with escapes, among them the bytes of arrays.
    [Fact]
    public void Text_of_python_2_is_read_with_its_escapes()
    {
        const string Array =
            "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\ntcnumpy\ndtype\n(S'f8'\nI0\nI1\ntR(I3\n"
                + "S'<'\nNNNI-1\nI-1\nI0\ntbI00\n";
        string pickle = "ccopy_reg\n_reconstructor\n(csklearn.preprocessing.data\nMinMaxScaler\nc__builtin__\nobject\nNtR(dS'scale_'\n"
            + Array + "S'\\x00\\x00\\x00\\x00\\x00\\x00\\xe0?'\ntbsS'min_'\n" + Array + "S\"\\x00\\x00\\x00\\x00\\x00\\x80'@\"\ntbsb.";
        FeatureScaler scaler = ScalerReader.Read(Encoding.Latin1.GetBytes(pickle), "s.pkl");
        Assert.Equal([0.5], scaler.Scale);
        Assert.Equal([11.75], scaler.Offset);
    }

    [Theory]
    [InlineData("""{"mean": [3, 10], "std": [2, 4]}""", new[] { 0.5, 0.25 }, new[] { -1.5, -2.5 })]
    [InlineData("""{"mean_": [3, 10], "var_": [4, 0]}""", new[] { 0.5, 1.0 }, new[] { -1.5, -10.0 })]
    [InlineData("""{"mean_": [3, 10], "scale_": null}""", new[] { 1.0, 1.0 }, new[] { -3.0, -10.0 })]
    [InlineData("""{"data_min": [2, 5], "data_max": [4, 5]}""", new[] { 0.5, 1.0 }, new[] { -1.0, -5.0 })]
    [InlineData("""{"data_min_": [2, 0], "data_max_": [4, 8], "feature_range": [-1, 1]}""", new[] { 1.0, 0.25 }, new[] { -3.0, -1.0 })]
    [InlineData("\uFEFF{\"scale\": [2], \"offset\": [1]}", new[] { 2.0 }, new[] { 1.0 })]
    public void Json_scalings_mean_what_scikit_learn_means(string json, double[] scale, double[] offset)
    {
        FeatureScaler scaler = ScalerReader.Read(Encoding.UTF8.GetBytes(json), "s.json");
        Assert.Equal(scale, scaler.Scale);
        Assert.Equal(offset, scaler.Offset);
    }

    [Theory]
    [InlineData(
        """{"mean": [3, 10]}""",
        "'s.pkl' has a mean and no deviation; add \"scale_\" (or \"var_\"), null where it was fitted with with_std=False.")]
    [InlineData(
        """{"data_min": [1], "data_max": [3], "feature_range": [1, 0]}""",
        "'s.pkl' has a \"feature_range\" that is not a lower and an upper number; correct it.")]
    public void Json_scalings_that_say_too_little_are_refused(string json, string sentence) =>
        Assert.Equal(sentence, Refusal(Encoding.UTF8.GetBytes(json)));

    private static string Refusal(byte[] file) => Assert.Throws<UserError>(() => ScalerReader.Read(file, "s.pkl")).Message;

    private static Dictionary<string, byte[]> Load()
    {
        using Stream stream = typeof(ScalerVariantTests).Assembly.GetManifestResourceStream("pickles.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToDictionary(
            entry => entry.Key, entry => Convert.FromBase64String(entry.Value));
    }
}
