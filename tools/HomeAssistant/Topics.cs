
namespace NanoBms.HomeAssistant;

/// <summary>Topics that a publisher writes to, and the one it listens to.</summary>
internal static class Topics
{
    /// <summary>Home Assistant says "online" here after a start (its default birth message).</summary>
    public const string Birth = "homeassistant/status";

    public const string Online = "online", Offline = "offline";

    /// <summary>Device discovery (home-assistant/core, components/mqtt/discovery.py): prefix, "device", name, "config".</summary>
    public static string Discovery(string device) => $"homeassistant/device/{device}/config";

    public static string State(string device) => $"nanobms/{device}/state";

    /// <summary>Whether the program that publishes is there; the broker says "offline" in its place when it is gone.</summary>
    public static string Availability(string source) => $"nanobms/{source}/availability";
}
