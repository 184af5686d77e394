using System.Globalization;
using Microsoft.Extensions.Configuration;
using NanoBms.GaugeEstimates;

namespace NanoBms.ThingSpeakBridge;

/// <summary>
/// Keys of channels: from the environment, the settings file, or the user secrets, in this order. Never from arguments, which other users
/// of the machine can see.
/// </summary>
internal sealed class KeyRing(Func<string, string?> environment, params IConfiguration[] files)
{
    private readonly HashSet<string> known = [];

    /// <summary>A key for reading; null: none, the channel must be public.</summary>
    public string? ReadKey(long channelId) => Key("NANOBMS_READ_KEY", "ReadKeys", channelId);

    /// <summary>A key for writing; null: none.</summary>
    public string? WriteKey(long channelId) => Key("NANOBMS_WRITE_KEY", "WriteKeys", channelId);

    /// <summary>
    /// Reads the files again: after a refusal, for a key that was renewed. Where a file cannot be read now, its keys of before stay.
    /// </summary>
    public void Reload()
    {
        foreach (IConfigurationRoot file in files.OfType<IConfigurationRoot>())
        {
            try
            {
                file.Reload();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Half written, perhaps: it is read again after the next refusal.
            }
        }
    }

    /// <summary>A text without keys, and without characters that would control a terminal or begin a line.</summary>
    public string Clean(string text) =>
        known.Aggregate(Printable.Of(text), (cleaned, key) => cleaned.Replace(key, "***", StringComparison.OrdinalIgnoreCase));

    private string? Key(string variable, string section, long channelId)
    {
        string id = channelId.ToString(CultureInfo.InvariantCulture);
        string? key = Filled(environment($"{variable}_{id}")) ?? Filled(environment(variable))
            ?? files.Select(file => Filled(file[$"{section}:{id}"])).FirstOrDefault(value => value is not null);
        if (key is not null)
        {
            known.Add(key);
        }

        return key;
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
