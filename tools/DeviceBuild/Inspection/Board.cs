namespace NanoBms.DeviceBuild.Inspection;

/// <summary>A board that the firmware runs on, as far as a model's size is concerned.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="DeploymentBytes">Flash that the nanoFramework image leaves to managed code.</param>
/// <param name="HeapBytes">Free managed heap in a small application.</param>
public sealed record Board(string Name, int DeploymentBytes, int HeapBytes)
{
    private const int Kib = 1024;

    /// <summary>Measured on an ESP32 without PSRAM; taken for the other chips too.</summary>
    private const int InternalHeapBytes = 95 * Kib;

    /// <summary>An assumption: half of the smallest PSRAM that modules carry.</summary>
    private const int PsramHeapBytes = 2048 * Kib;

    /// <summary>The boards, by the deployment regions of their nanoFramework images.</summary>
    public static IReadOnlyList<Board> All { get; } =
    [
        new("ESP32", 1792 * Kib, InternalHeapBytes),
        new("ESP32 with PSRAM", 1792 * Kib, PsramHeapBytes),
        new("ESP32-S3", 1984 * Kib, InternalHeapBytes),
        new("ESP32-S3 with PSRAM", 1984 * Kib, PsramHeapBytes),
        new("ESP32-C3", 1984 * Kib, InternalHeapBytes),
        new("ESP32-C6", 1472 * Kib, InternalHeapBytes),
        new("ESP32 with 2 MB flash", 64 * Kib, InternalHeapBytes),
    ];
}
