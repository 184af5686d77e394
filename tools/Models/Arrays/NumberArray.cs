using NanoBms.Foundation;

namespace NanoBms.Models.Arrays;

/// <summary>Numbers of any number of dimensions.</summary>
/// <param name="Shape">Length of each dimension, the slowest first.</param>
/// <param name="Values">The numbers, row-major.</param>
public sealed record NumberArray(IReadOnlyList<int> Shape, double[] Values)
{
    /// <summary>Reads numbers: a .npy file of NumPy, or a plain table of numbers (.csv, .txt).</summary>
    /// <exception cref="UserError">The file is neither, or damaged.</exception>
    public static NumberArray Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        try
        {
            return Parse(File.ReadAllBytes(path), $"'{path}'");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads numbers out of a file's content.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="UserError">It is neither, or damaged.</exception>
    internal static NumberArray Parse(byte[] bytes, string file) =>
        NpyFile.IsNpy(bytes) ? NpyFile.Parse(bytes, file) : NumberTable.Parse(bytes, file);

    /// <summary>
    /// The inputs of a model, one window each: of three dimensions as they are, of two with a window a row, or, with a time step a row,
    /// each window that these hold.
    /// </summary>
    /// <param name="timeSteps">Time steps of a window.</param>
    /// <param name="inputs">Values of a time step.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="UserError">The shape is none of these.</exception>
    public IReadOnlyList<float[]> Windows(int timeSteps, int inputs, string file)
    {
        int window = timeSteps * inputs;
        bool isWindows = Shape is [_, int steps, int size] && (steps, size) == (timeSteps, inputs) || Shape is [_, int all]
            && all == window;
        bool isSeries = !isWindows && Shape is [_, int width] && width == inputs;
        if (!isWindows && !isSeries)
        {
            throw new UserError(
                $"{file} has the shape [{string.Join(", ", Shape)}], and the model takes {timeSteps} x {inputs} values; give windows of "
                    + $"[N, {timeSteps}, {inputs}] or [N, {window}], or time steps one after the other, [N, {inputs}].");
        }

        int stride = isSeries ? inputs : window, count = ((Values.Length - window) / stride) + 1;
        return Values.Length >= window && count > 0
            ? [.. Enumerable.Range(0, count).Select(k => Values.AsSpan(k * stride, window).ToArray()).Select(
                values => Array.ConvertAll(values, value => (float)value))]
            : throw new UserError($"{file} has {Shape[0]} time steps, and one window takes {timeSteps}; give more of them.");
    }

    /// <summary>The rows of the first dimension.</summary>
    public IReadOnlyList<double[]> Rows()
    {
        int size = Shape[0] == 0 ? 0 : Values.Length / Shape[0];
        return [.. Enumerable.Range(0, Shape[0]).Select(k => Values.AsSpan(k * size, size).ToArray())];
    }
}
