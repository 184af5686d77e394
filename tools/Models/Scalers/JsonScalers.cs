using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Models.Scalers;

/// <summary>Reads scalings that stand in JSON as lists of numbers, under scikit-learn's names or plain ones.</summary>
internal static class JsonScalers
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether bytes begin like a JSON object.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes) => Text(bytes).TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static FeatureScaler Read(byte[] bytes, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.AsMemory(bytes.Length - Text(bytes).Length));
            return Read(document.RootElement, path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserError($"'{path}' is not JSON with lists of numbers ({ForeignText.Short(exception.Message)}); correct it.",
                exception);
        }
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;

    private static FeatureScaler Read(JsonElement root, string path)
    {
        double[]? scale = Numbers(root, "scale", "scale_"), offset = Numbers(root, "offset", "min_"), mean = Numbers(root, "mean", "mean_");
        double[]? low = Numbers(root, "data_min", "data_min_"), high = Numbers(root, "data_max", "data_max_");
        string[]? names = root.TryGetProperty("feature_names_in_", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(name => name.GetString() ?? "")] : null;
        if (mean is not null)
        {
            double[]? deviation = scale ?? Numbers(root, "std", "std_") ?? Numbers(root, "var", "var_")?.Select(Math.Sqrt).ToArray();
            bool saysNone = new[] { "scale", "scale_", "std", "std_", "var", "var_" }.Any(name =>
                root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null);
            return deviation is null && !saysNone
                ? throw new UserError($"'{path}' has a mean and no deviation; add \"scale_\" (or \"var_\"), null where it was fitted with "
                    + "with_std=False.")
                : FeatureScaler.Standard(mean, deviation?.Select(NotZero).ToArray(), names, path);
        }

        if (scale is not null && offset is not null)
        {
            return new FeatureScaler(root.TryGetProperty("min_", out _) ? "MinMaxScaler" : "scale and offset", scale, offset, names);
        }

        if (low is not null && high is not null && low.Length == high.Length)
        {
            (double Low, double High) range = Range(root, path);
            double[] factors = [.. low.Zip(high, (min, max) => (range.High - range.Low) / NotZero(max - min))];
            return new FeatureScaler("MinMaxScaler", factors, [.. factors.Zip(low, (factor, min) => range.Low - min * factor)],
                names)
            { FittedRange = range };
        }

        throw new UserError($"'{path}' has none of the pairs \"scale\" and \"offset\", \"scale_\" and \"min_\", \"mean_\" and \"scale_\", "
            + "\"data_min_\" and \"data_max_\"; write one of them as lists of numbers.");
    }

    private static double[]? Numbers(JsonElement root, params string[] names) => names
        .Select(name => root.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(value => value.GetDouble()).ToArray() : null)
        .FirstOrDefault(list => list is not null);

    /// <summary>A feature that never changed is left as it is: scikit-learn divides by 1 there.</summary>
    private static double NotZero(double spread) => spread == 0 ? 1 : spread;

    private static (double Low, double High) Range(JsonElement root, string path) => Numbers(root, "feature_range") switch
    {
        null => (0, 1),
        [double low, double high] when low < high => (low, high),
        _ => throw new UserError($"'{path}' has a \"feature_range\" that is not a lower and an upper number; correct it."),
    };
}
