namespace NanoBms.DeviceBuild.Boards;

/// <summary>A board that the firmware runs on, as far as a model's size is concerned.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Chip">Its chip.</param>
/// <param name="FlashMegabytes">Its flash, MB.</param>
/// <param name="PsramMegabytes">PSRAM of the smallest module of this kind, MB, which then holds the managed heap; 0: none.</param>
/// <param name="DeploymentBytes">Flash that the nanoFramework image leaves to managed code.</param>
public sealed record Board(string Name, Chip Chip, int FlashMegabytes, int PsramMegabytes, int DeploymentBytes)
{
    private const int Kib = 1024;

    /// <summary>Measured on an ESP32 without PSRAM; taken for the other chips too.</summary>
    private const int InternalHeapBytes = 95 * Kib;

    /// <summary>Free managed heap in a small application; in PSRAM, an assumption: half of it.</summary>
    public int HeapBytes => PsramMegabytes > 0 ? PsramMegabytes * Kib * Kib / 2 : InternalHeapBytes;

    /// <summary>
    /// The boards. Regions: the line "deploy" of targets/ESP32/_IDF/CHIP/partitions_nanoclr_*mb.csv in nf-interpreter at a3e8139 (2026-07);
    /// nanoff writes the table that is made for the flash it finds (nanoFirmwareFlasher, Esp32Firmware.cs).
    /// </summary>
    public static IReadOnlyList<Board> All { get; } =
    [
        new("ESP32", Chip.Esp32, 4, 0, 1792 * Kib),
        new("ESP32 with PSRAM", Chip.Esp32, 4, 4, 1792 * Kib),
        new("ESP32 with 8 MB flash", Chip.Esp32, 8, 0, 2752 * Kib),
        new("ESP32-S3", Chip.S3, 4, 0, 1984 * Kib),
        new("ESP32-S3 with PSRAM", Chip.S3, 4, 2, 1984 * Kib),
        new("ESP32-S3 with 8 MB flash", Chip.S3, 8, 0, 2944 * Kib),
        new("ESP32-S3 with 8 MB flash and PSRAM", Chip.S3, 8, 2, 2944 * Kib),
        new("ESP32-C3", Chip.C3, 4, 0, 1984 * Kib),
        new("ESP32-C6", Chip.C6, 4, 0, 1472 * Kib),
        new("ESP32-C6 with 8 MB flash", Chip.C6, 8, 0, 2304 * Kib),
        new("ESP32 with 2 MB flash", Chip.Esp32, 2, 0, 64 * Kib),
    ];
}
