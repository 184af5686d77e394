using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Models.Scalers;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>Scalers written by scikit-learn, pickle and joblib; expected values written by them as JSON.</summary>
public class ScalerTests
{
    public static readonly TheoryData<string> Derived =
    [
        "derived_minmax.joblib", "derived_minmax_gzip.joblib", "derived_minmax_zlib3.joblib",
        "derived_minmax_pickle_p0.pkl", "derived_minmax_pickle_p2.pkl", "derived_minmax_pickle_p3.pkl", "derived_minmax_pickle_p5.pkl",
        "derived_minmax_expected.json", "seed_soc_scaler_X.joblib.pkl",
    ];

    [Theory]
    [MemberData(nameof(Derived))]
    public void Every_form_of_one_scaler_gives_the_same_numbers(string file)
    {
        FeatureScaler scaler = ScalerReader.Read(SharedData.Require("models/scalers/" + file));
        using JsonDocument expected = JsonDocument.Parse(
            File.ReadAllBytes(SharedData.Require("models/scalers/derived_minmax_expected.json")));
        Assert.Equal("MinMaxScaler", scaler.Kind);
        Assert.Equal(Numbers(expected, "scale_"), scaler.Scale);
        Assert.Equal(Numbers(expected, "min_"), scaler.Offset);
    }

    [Fact]
    public void Names_of_features_are_read()
    {
        FeatureScaler scaler = ScalerReader.Read(SharedData.Require("models/scalers/lettuce_scaler_X.joblib.pkl"));
        Assert.Equal(["humidity", "temp_envi", "temp_water", "tds", "lux", "ppfd", "reflect_445", "reflect_480", "ph"], scaler.Names);
        Assert.Equal(9, scaler.Scale.Length);
    }

    [Fact]
    public void Output_scaler_turns_around()
    {
        FeatureScaler scaler = ScalerReader.Read(SharedData.Require("models/scalers/seed_soc_scaler_y.joblib.pkl"));
        (double scale, double offset) = scaler.Inverse(0);
        Assert.Equal(100.0, scale, 1e-9);
        Assert.Equal(0.0, offset, 1e-9);
    }

    [Theory]
    [InlineData(
        "negative_lettuce_label_encoder.pickle.pkl",
        "holds a 'sklearn.preprocessing._label.LabelEncoder', which is not supported; give a scikit-learn MinMaxScaler or StandardScaler, "
            + "or its numbers as JSON.")]
    [InlineData(
        "seed_soc_feature_info.pkl", "not a scaler; give the file of the scaler, and the order of the features with --features.")]
    [InlineData(
        "seed_soc_preprocessing_info.pkl",
        "not a scaler; give the file of the scaler, and the order of the features with --features.")]
    public void Other_pickles_are_refused_by_name(string file, string sentence)
    {
        string path = SharedData.Require("models/scalers/" + file);
        Assert.EndsWith(sentence, Assert.Throws<UserError>(() => ScalerReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"mean_": [3, 10], "scale_": [2, 4]}""", new[] { 0.5, 0.25 }, new[] { -1.5, -2.5 })]
    [InlineData("""{"scale": [2, 4], "offset": [1, -1]}""", new[] { 2.0, 4.0 }, new[] { 1.0, -1.0 })]
    [InlineData("""{"data_min_": [2, 0], "data_max_": [4, 8]}""", new[] { 0.5, 0.125 }, new[] { -1.0, 0.0 })]
    public void Json_scalings_are_read(string json, double[] scale, double[] offset)
    {
        FeatureScaler scaler = ScalerReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "s.json");
        Assert.Equal(scale, scaler.Scale);
        Assert.Equal(offset, scaler.Offset);
    }

    // A StandardScaler as Python 3 pickles it with protocol 0 and no arrays of numpy's own: made by hand after pickle's documentation.
    [Fact]
    public void Standard_scaler_is_read()
    {
        byte[] mean = [.. new[] { 3.0, 10.0 }.SelectMany(BitConverter.GetBytes)],
            scale = [.. new[] { 2.0, 4.0 }.SelectMany(BitConverter.GetBytes)];
        byte[] pickle =
        [
            .. "csklearn.preprocessing._data\nStandardScaler\n)\u0081}(U\twith_meanI01\nU\bwith_stdI01\nU\u0005mean_".Latin(),
            .. Array(mean), .. "U\u0006scale_".Latin(), .. Array(scale), .. "ub.".Latin(),
        ];
        FeatureScaler scaler = ScalerReader.Read(pickle, "s.pkl");
        Assert.Equal("StandardScaler", scaler.Kind);
        Assert.Equal([0.5, 0.25], scaler.Scale);
        Assert.Equal([-1.5, -2.5], scaler.Offset);
    }

    [Fact]
    public void The_range_that_a_scaler_was_fitted_to_is_read()
    {
        byte[] scale = [.. new[] { 2.0, 4.0 }.SelectMany(BitConverter.GetBytes)],
            offset = [.. new[] { 3.0, 10.0 }.SelectMany(BitConverter.GetBytes)];
        byte[] pickle =
        [
            .. "csklearn.preprocessing._data\nMinMaxScaler\n)\u0081}(U\rfeature_range(I-1\nI1\ntU\u0006scale_".Latin(), .. Array(scale),
            .. "U\u0004min_".Latin(), .. Array(offset), .. "ub.".Latin(),
        ];
        FeatureScaler scaler = ScalerReader.Read(pickle, "s.pkl");
        Assert.Equal((-1.0, 1.0), scaler.FittedRange);
        Assert.Equal([2.0, 4.0], scaler.Scale);
        Assert.Equal([3.0, 10.0], scaler.Offset);
    }

    [Theory]
    [InlineData(
        "cos\nsystem\n(S'echo'\ntR.",
        "'s.pkl' holds a 'os.system', which is not supported; give a scikit-learn MinMaxScaler or StandardScaler, or its numbers as JSON.")]
    [InlineData("(lp0\nI1\na.", "'s.pkl' holds no scaler; give the file of a scikit-learn MinMaxScaler or StandardScaler.")]
    [InlineData(
        "Phello\n.",
        "'s.pkl' uses pickle operation 0x50 at byte 0, which scalers do not need and which is not admitted; save the scaler again with "
            + "joblib.dump or pickle.dump.")]
    [InlineData(
        "csklearn.preprocessing._data\nMinMax",
        "'s.pkl' is not a pickle or a damaged one; save the scaler again with joblib.dump or pickle.dump.")]
    [InlineData(
        "csklearn.preprocessing._data\nMinMaxScaler\n)\u0081.",
        "'s.pkl' holds a MinMaxScaler without 'scale_', so it was never fitted; fit it and save it again.")]
    [InlineData(
        "BZh91AY",
        "'s.pkl' is compressed with bzip2, which is not supported; save it with joblib.dump(scaler, path), or with zlib or gzip.")]
    [InlineData("", "'s.pkl' is empty; give the file of the scaler.")]
    [InlineData(
        "{\"a\": 1}",
        "'s.pkl' has none of the pairs \"scale\" and \"offset\", \"scale_\" and \"min_\", \"mean_\" and \"scale_\", \"data_min_\" and "
            + "\"data_max_\"; write one of them as lists of numbers.")]
    public void Other_files_are_refused(string content, string sentence)
    {
        Assert.Equal(sentence, Assert.Throws<UserError>(() => ScalerReader.Read(content.Latin(), "s.pkl")).Message);
    }

    private static byte[] Array(byte[] data) =>
    [
        .. "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntU\u0001btR(I1\n(I2\ntcnumpy\ndtype\n".Latin(),
        .. "(U\u0002f8I00\nI01\ntR(I3\nU\u0001<NNNI-1\nI-1\nI0\ntbI00\nB".Latin(),
        .. BitConverter.GetBytes(data.Length), .. data, .. "tb".Latin(),
    ];

    private static double[] Numbers(JsonDocument document, string name) =>
        [.. document.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}

file static class Latin1
{
    public static byte[] Latin(this string text) => System.Text.Encoding.Latin1.GetBytes(text);
}
