using System.Globalization;
using Microsoft.Extensions.Configuration;
using NanoBms.Foundation;
using NanoBms.ThingSpeakBridge.Cloud;

namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>Reads the settings file: Url, Channels, IntervalS, History, Log, Model, CellsInSeries,
/// CellsInParallel, CellCapacityAh, WriteBack, Mqtt, MqttCa, MqttName, ReadKeys, WriteKeys.</summary>
internal static class SettingsFile
{
    private static readonly string[] Known =
    [
        "Url", "Channels", "IntervalS", "History", "Log", "Model", "CellsInSeries", "CellsInParallel",
        "CellCapacityAh", "WriteBack", "Mqtt", "MqttCa", "MqttName", "ReadKeys", "WriteKeys"
    ];

    /// <exception cref="UserError">The file cannot be used; one sentence says why.</exception>
    public static IConfiguration Read(string? path)
    {
        if (path is null)
        {
            return new ConfigurationBuilder().Build();
        }

        if (!File.Exists(path))
        {
            throw new UserError($"There is no settings file '{path}'.");
        }

        try
        {
            IConfiguration configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            return configuration.GetChildren()
                .FirstOrDefault(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown
                ? throw new UserError(
                    $"The settings file '{path}' has an unknown entry \"{unknown.Key}\"; there are {string.Join(", ", Known)}.")
                : configuration;
        }
        catch (InvalidDataException exception)
        {
            throw new UserError($"The settings file '{path}' is not JSON: {exception.GetBaseException().Message}", exception);
        }
    }

    public static IReadOnlyList<string> List(IConfiguration settings, string name) =>
        [.. settings.GetSection(name).GetChildren().Select(child => child.Value ?? "")];

    public static long Channel(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
        ? id
        : throw new UserError($"Channel '{text}' is not a number; a channel's ID is one.");

    public static double? Number(IConfiguration settings, string name) => settings[name] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            && Math.Abs(value) < 1e9 ? value
        : throw new UserError($"\"{name}\" in the settings file is not a number.");

    public static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        ? url
        : throw new UserError("The server's address is none; write it as in http://192.168.1.20:8080.");

    /// <summary>SOURCE=TARGET:FIELD, or TARGET:FIELD where one channel is polled.</summary>
    public static WriteBackTarget WriteBack(string text, IReadOnlyList<long> channels)
    {
        string[] sides = text.Split('=');
        string[] target = sides[^1].Split(':');
        if (sides.Length > 2 || target.Length != 2 || (sides.Length == 1 && channels.Count != 1)
            || !int.TryParse(target[1], NumberStyles.None, CultureInfo.InvariantCulture, out int field))
        {
            throw new UserError($"Write-back '{text}' is not understood; write SOURCE=TARGET:FIELD, as in 1=2:4.");
        }

        return new WriteBackTarget(sides.Length == 2 ? Channel(sides[0]) : channels[0], Channel(target[0]), field);
    }
}
