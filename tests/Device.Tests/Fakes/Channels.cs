using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>The channel of some settings, as a gauge makes it.</summary>
internal static class Channels
{
    public static ThingSpeakSink Of(DeviceSettings settings, IHttp http) =>
        new(http, settings.CloudUrl, settings.CloudWriteKey, settings.CloudReadKey, settings.CloudChannelId, settings.CloudPeriodMs);
}
