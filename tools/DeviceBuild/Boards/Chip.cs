namespace NanoBms.DeviceBuild.Boards;

/// <summary>A chip with Wi-Fi that nanoFramework runs on.</summary>
/// <remarks>
/// Read at nf-interpreter a3e8139 (2026-07): images in README.md, clocks in targets/ESP32/_IDF/sdkconfig.*, channels of the ADC in
/// targets/ESP32/_common/ESP32*_DeviceMapping.cpp. Pins of ADC1: Espressif's data sheets, tables of pins; those of ADC2 cannot be read
/// while Wi-Fi runs (ESP-IDF, "Analog to Digital Converter") and are left out.
/// </remarks>
/// <param name="Name">Espressif's name.</param>
/// <param name="AdcGpios">GPIO of each channel of ADC1: the setting thermistorChannel is the place in this list.</param>
/// <param name="Images">Its images, the one to take first.</param>
public sealed record Chip(string Name, IReadOnlyList<int> AdcGpios, IReadOnlyList<FirmwareImage> Images)
{
    /// <summary>ESP32.</summary>
    public static Chip Esp32 { get; } = new(
        "ESP32", [36, 37, 38, 39, 32, 33, 34, 35],
        [
            new("ESP32_REV0", 240, false, "**this one**: all revisions of the chip"),
            new("ESP32_REV3", 160, false,
                "an inference takes half as long again. Without `--target` nanoff may choose it: name the target"),
            new("ESP32_PSRAM_REV3", 240, true, "for boards with PSRAM (WROVER). The gauge needs no PSRAM"),
        ]);

    /// <summary>ESP32-S3; its images go without PSRAM where there is none (CONFIG_SPIRAM_IGNORE_NOTFOUND).</summary>
    public static Chip S3 { get; } = new(
        "ESP32-S3", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        [
            new("ESP32_S3_QUAD", 240, true, "without PSRAM, or with 2 MB of it (modules N4, N8, N4R2, N8R2)"),
            new("ESP32_S3_OCTAL", 240, true, "with 8 MB of PSRAM and more (modules R8, R16)"),
        ]);

    /// <summary>ESP32-C3.</summary>
    public static Chip C3 { get; } = new("ESP32-C3", [0, 1, 2, 3, 4], [new("ESP32_C3", 160, false, "the chip's highest clock")]);

    /// <summary>ESP32-C6.</summary>
    public static Chip C6 { get; } = new(
        "ESP32-C6", [0, 1, 2, 3, 4, 5, 6], [new("ESP32_C6_THREAD", 160, false, "the chip's highest clock")]);

    /// <summary>All, the one that the gauge is written for first.</summary>
    public static IReadOnlyList<Chip> All { get; } = [Esp32, S3, C3, C6];
}
