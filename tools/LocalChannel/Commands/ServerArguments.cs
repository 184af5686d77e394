using System.Globalization;
using System.Net;
using NanoBms.ChannelServer;
using NanoBms.Foundation;

namespace NanoBms.LocalChannel.Commands;

/// <summary>Arguments that each program with channels has.</summary>
public static class ServerArguments
{
    /// <summary>The channels of a settings file, and so many numbered from 1 beside them.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public static IReadOnlyList<ChannelSettings> Channels(string? settingsPath, int count, bool isPrivate)
    {
        if (count < 1)
        {
            throw new UserError($"--channels {count} is less than 1.");
        }

        List<ChannelSettings> channels = settingsPath == null ? [] : Described(settingsPath);
        for (long id = 1; id <= count; id++)
        {
            if (channels.TrueForAll(channel => channel.Id != id))
            {
                channels.Add(new ChannelSettings { Id = id, Name = count == 1 ? "Battery" : FormattableString.Invariant($"Battery {id}") });
            }
        }

        return isPrivate ? [.. channels.Select(channel => channel with { IsPublic = false })] : channels;
    }

    private static List<ChannelSettings> Described(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"The settings file '{path}' cannot be read: it is not there.");
        }

        try
        {
            IConfiguration configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).Build();
            return configuration.GetSection("Channels").Get<List<ChannelDescription>>()?.ConvertAll(channel => channel.ToSettings())
                ?? throw new UserError($"The settings file '{path}' has no list \"Channels\".");
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new UserError($"The settings file '{path}' cannot be read: {exception.GetBaseException().Message}", exception);
        }
    }

    /// <summary>An address to listen on.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static IPAddress Address(string option, string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw new UserError($"{option} '{text}' is not an IP address; 127.0.0.1 is this machine only, 0.0.0.0 all its addresses.");

    /// <summary>A time in seconds; null: off.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static TimeSpan? Seconds(string option, string text)
    {
        if (text is "off" || (text is "0" && option == "--rate-limit"))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : throw new UserError($"{option} '{text}' is neither a number of seconds nor off.");
    }
}
