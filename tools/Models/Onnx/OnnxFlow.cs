namespace NanoBms.Models.Onnx;

/// <summary>What an axis of a value counts.</summary>
internal enum OnnxAxis
{
    /// <summary>One of everything: the batch, a direction, an axis that was put in.</summary>
    One,
    Time,

    /// <summary>The two directions of a recurrent layer, before they stand side by side as features.</summary>
    Direction,
    Feature,
}

/// <summary>A value of the network's way from input to output.</summary>
/// <param name="Axes">What its axes count; one of each kind but for <see cref="OnnxAxis.One"/>.</param>
/// <param name="Layers">Layers that made it.</param>
/// <param name="IsLast">It is the last time step of what they give.</param>
internal sealed record OnnxFlow(OnnxAxis[] Axes, int Layers, bool IsLast)
{
    /// <summary>The place of an axis; -1: it has none such.</summary>
    public int Place(OnnxAxis axis) => Array.IndexOf(Axes, axis);

    /// <summary>An axis by its number, from the end where that is negative.</summary>
    public int At(long axis) => (int)(axis < 0 ? axis + Axes.Length : axis) is var place && place >= 0 && place < Axes.Length
        ? place : throw new InvalidDataException("an axis that there is not");
}
