using System.Text.Json;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Reads Keras' RepeatVector, MaxPooling1D, and the time steps that a Conv1D joins.</summary>
internal static class StepWindowsKeras
{
    // Beyond these no device has the time or the heap; products of two of them are no overflow.
    private const int MaxLength = 4096, MaxValues = 1 << 20;

    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("RepeatVector", (sequence, layer, _) => Repeat(sequence, layer)),
        new("MaxPooling1D", (sequence, layer, _) => Pool(sequence, layer)),
    ];

    /// <summary>Puts the time steps of a convolution side by side; of a single one there is nothing to join.</summary>
    public static void JoinForConvolution(KerasSequence sequence, KerasLayer layer)
    {
        int kernel = Length(layer, "kernel_size", 0), stride = Length(layer, "strides", 1), dilation = Length(layer, "dilation_rate", 1);
        if (kernel > 1 || stride > 1)
        {
            Add(sequence, layer, Plan(sequence, layer, kernel, stride, dilation, false));
        }
    }

    /// <summary>A length that Keras writes as a number or as a list of one; where it is missing, what is absent means.</summary>
    private static int Length(KerasLayer layer, string name, int absent)
    {
        double length = layer.Config.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.Number
                ? list[0].GetDouble() : layer.Number(name) ?? absent;
        return length is >= 1 and <= MaxLength && length == Math.Floor(length)
            ? (int)length
            : throw layer.Refuse(
                FormattableString.Invariant($"has {name}={length}, which is not supported"),
                FormattableString.Invariant($"use a whole number from 1 to {MaxLength}"));
    }

    private static void Repeat(KerasSequence sequence, KerasLayer layer)
    {
        int times = Length(layer, "n", 0);
        layer.RefuseIf(
            sequence.Shape.Steps > 1, "repeats one vector, and is given a sequence", "set return_sequences=False in the layer before it");
        if (times > 1)
        {
            Add(sequence, layer, new StepPlan(times, 0, 0, 1, 1, false));
        }
    }

    private static void Pool(KerasSequence sequence, KerasLayer layer)
    {
        RefuseChannelsFirst(layer);
        int size = Length(layer, "pool_size", 2);
        Add(sequence, layer, Plan(sequence, layer, size, Length(layer, "strides", size), 1, true));
    }

    /// <summary>Refuses channels before time steps.</summary>
    public static void RefuseChannelsFirst(KerasLayer layer) => layer.RefuseIf(
        layer.Config.TryGetProperty("data_format", out JsonElement format) && format.ValueEquals("channels_first"),
        "has data_format='channels_first', which is not supported", "put the channels last");

    private static StepPlan Plan(KerasSequence sequence, KerasLayer layer, int count, int stride, int spacing, bool isLargest)
    {
        int steps = sequence.Shape.Steps, reach = (count - 1) * spacing;
        string padding = layer.Config.TryGetProperty("padding", out JsonElement word) && word.ValueKind == JsonValueKind.String
            ? word.GetString()! : "valid";
        layer.RefuseIf(
            padding is not ("valid" or "same") && (padding != "causal" || isLargest),
            $"has padding='{padding}', which is not supported", "use padding='valid' or 'same'");
        if (padding == "valid")
        {
            layer.RefuseIf(
                reach >= steps, $"joins {reach + 1} time steps, of which the window has {steps}", "use a longer window or padding='same'");
            return new StepPlan(((steps - reach - 1) / stride) + 1, stride, 0, spacing, count, isLargest);
        }

        int made = ((steps - 1) / stride) + 1;
        int before = padding == "causal" ? reach : Math.Max(0, ((made - 1) * stride) + reach + 1 - steps) / 2;
        return new StepPlan(made, stride, -before, spacing, count, isLargest);
    }

    private static void Add(KerasSequence sequence, KerasLayer layer, StepPlan plan)
    {
        LayerShape after = plan.After(sequence.Shape);
        layer.RefuseIf(
            (long)after.Steps * after.Size > MaxValues, $"makes {after.Steps} x {after.Size} values, which is not supported",
            FormattableString.Invariant($"keep them below {MaxValues}"));
        sequence.Add(new FloatStepWindows($"{layer.Name}/steps", sequence.Shape.Size, plan));
    }
}
