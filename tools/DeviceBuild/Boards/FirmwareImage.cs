namespace NanoBms.DeviceBuild.Boards;

/// <summary>A nanoFramework image, as nanoff's --target names it.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="ClockMhz">Clock of the processor that its sdkconfig sets; where it sets none, ESP-IDF's 160 MHz.</param>
/// <param name="UsesPsram">Whether the managed heap lies in PSRAM where the board has it.</param>
/// <param name="Note">When to take it.</param>
public sealed record FirmwareImage(string Name, int ClockMhz, bool UsesPsram, string Note);
