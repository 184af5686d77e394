using NanoBms.Cells.Cycles;

namespace NanoBms.Cells.Tests.Cycles;

/// <summary>A cycle of rows a second apart at no current.</summary>
internal static class SlowCycle
{
    public static Cycle Create(int rows, Func<int, double> voltageV, Func<int, double>? temperatureC = null) => new(
        "set/25degC/slow.csv", "25degC", "slow", [.. Enumerable.Range(0, rows).Select(row => (double)row)],
        [.. Enumerable.Range(0, rows).Select(row => (float)Math.Round(voltageV(row), 4))], new float[rows],
        [.. Enumerable.Range(0, rows).Select(row => (float)Math.Round(temperatureC?.Invoke(row) ?? 25, 2))],
        [.. Enumerable.Range(0, rows).Select(row => -0.001 * (rows - row))]);
}
