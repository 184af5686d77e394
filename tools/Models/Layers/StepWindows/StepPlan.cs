using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Which time steps each time step of the output is made of.</summary>
/// <param name="Steps">Time steps of the output.</param>
/// <param name="Stride">How many steps of the input lie between those of two of the output; 0: each is made of the same.</param>
/// <param name="First">The first step of the input for the output's first; negative: those before the window count as zeros.</param>
/// <param name="Spacing">From one of them to the next.</param>
/// <param name="Count">Their number.</param>
/// <param name="IsLargest">The largest of each value; else all of them side by side, in order.</param>
public readonly record struct StepPlan(int Steps, int Stride, int First, int Spacing, int Count, bool IsLargest)
{
    /// <summary>The step of the input for one of the output, by its place among those that this is made of; may lie outside.</summary>
    public int Row(int step, int place) => (step * Stride) + First + (place * Spacing);

    /// <summary>Whether each step of the output is made of steps that there are.</summary>
    /// <param name="inputSteps">Time steps of the input.</param>
    public bool IsInside(int inputSteps) => First >= 0 && Row(Steps - 1, Count - 1) < inputSteps;

    /// <summary>Shape of the output.</summary>
    public LayerShape After(LayerShape input) => new(Steps, IsLargest ? input.Size : Count * input.Size);

    /// <summary>Makes the output.</summary>
    /// <param name="input">The input, row-major.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="zero">What stands for a zero.</param>
    /// <param name="output">Receives it.</param>
    public void Fill<T>(ReadOnlySpan<T> input, LayerShape shape, T zero, Span<T> output)
        where T : IComparable<T>
    {
        int size = shape.Size, width = After(shape).Size;
        for (int step = 0; step < Steps; step++)
        {
            Span<T> made = output.Slice(step * width, width);
            bool isFirst = true;
            for (int place = 0; place < Count; place++)
            {
                int row = Row(step, place);
                bool isThere = row >= 0 && row < shape.Steps;
                if (!IsLargest)
                {
                    Span<T> part = made.Slice(place * size, size);
                    part.Fill(zero);
                    if (isThere)
                    {
                        input.Slice(row * size, size).CopyTo(part);
                    }
                }
                else if (isThere)
                {
                    for (int u = 0; u < size; u++)
                    {
                        T value = input[(row * size) + u];
                        made[u] = isFirst || value.CompareTo(made[u]) > 0 ? value : made[u];
                    }

                    isFirst = false;
                }
            }
        }
    }

    /// <summary>In words.</summary>
    public string Words => Stride == 0 ? $"repeated {Steps} times"
        : IsLargest ? $"largest of {Count} time steps" : $"{Count} time steps side by side";
}
