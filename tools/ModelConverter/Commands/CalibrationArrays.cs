using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models.Arrays;

namespace NanoBms.ModelConverter.Commands;

/// <summary>Calibration windows of any width, as the model takes them: arrays of NumPy or tables of numbers.</summary>
internal static class CalibrationArrays
{
    private const int MaxWindows = 2000;

    /// <summary>Farther than this many widths of the scaler's range from it, values are none that it made.</summary>
    private const float MaxWidthsOff = 5;

    /// <summary>Whether a file is one of them rather than a recording, which is known by its headings.</summary>
    public static bool IsArray(string path)
    {
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        string headings = File.Exists(path) ? File.ReadLines(path).FirstOrDefault() ?? "" : CycleReader.Columns[0];
        return !CycleReader.Columns.Any(column => headings.Contains(column, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the windows.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="shape">Time steps and values of a window.</param>
    /// <param name="scaled">What the input scaler makes of the values it was fitted on; null where there is none.</param>
    /// <param name="inOrder">Whether all are wanted, in order; otherwise they are thinned evenly.</param>
    /// <exception cref="UserError">A file cannot be used, or its values are not scaled.</exception>
    public static IReadOnlyList<float[]> Read(
        IEnumerable<string> paths, (int Steps, int Inputs) shape, (float Low, float High)? scaled, bool inOrder)
    {
        var windows = new List<float[]>();
        foreach (string path in paths)
        {
            IReadOnlyList<float[]> read = NumberArray.Read(path).Windows(shape.Steps, shape.Inputs, $"'{path}'");
            float low = read.Min(window => window.Min()), high = read.Max(window => window.Max());
            if (read.Any(window => !window.All(float.IsFinite)))
            {
                throw new UserError($"'{path}' holds values that are no finite numbers; leave these windows out.");
            }

            if (scaled is { } range && Math.Max(range.Low - low, high - range.High) > MaxWidthsOff * (range.High - range.Low))
            {
                throw new UserError(
                    $"'{path}' holds values from {low:G4} to {high:G4}, and the input scaler makes {range.Low:G4} to {range.High:G4}; give "
                        + "windows as the model takes them, scaled.");
            }

            windows.AddRange(read);
        }

        int step = inOrder ? 1 : Math.Max(1, windows.Count / MaxWindows);
        return [.. windows.Where((_, k) => k % step == 0)];
    }
}
