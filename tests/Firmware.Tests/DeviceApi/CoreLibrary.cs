using System.Reflection;

namespace NanoBms.Firmware.Tests.DeviceApi;

/// <summary>The device's own core library, out of its package.</summary>
internal static class CoreLibrary
{
    /// <summary>The file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "nano", "mscorlib.dll");

    /// <summary>Version of the package.</summary>
    public static string Version { get; } = typeof(CoreLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "CoreLibraryVersion").Value!;
}
