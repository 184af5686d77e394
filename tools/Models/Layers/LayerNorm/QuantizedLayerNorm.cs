using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>A layer normalisation in integers; its arithmetic stands with <see cref="LayerNormIntegerRun"/>.</summary>
/// <param name="Epsilon">In steps of the input, times the square of the number of values: e.</param>
/// <param name="Shift">Fraction bits of <paramref name="Scale"/> beside the 15 of the normalised value: s.</param>
/// <param name="Scale">g: steps of the output, with <paramref name="Shift"/> - 15 fraction bits, at most 2^20.</param>
/// <param name="Offset">b: 256ths of a step of the output.</param>
public sealed record QuantizedLayerNorm(
    string Name, QuantParams Input, QuantParams Output, long Epsilon, int Shift, IReadOnlyList<int> Scale, IReadOnlyList<int> Offset)
    : QuantizedLayer(Name, Input, Output)
{
    /// <summary>Values that one normalisation can have: sums of squares of int16 keep within 63 bits.</summary>
    public const int MaxSize = 1024;

    /// <summary>Fraction bits of a normalised value.</summary>
    internal const int ValueBits = 15;

    /// <summary>Fraction bits of an offset.</summary>
    internal const int OffsetBits = 8;

    /// <summary>Bits that variances below <see cref="SmallBelow"/> are widened by before the root: 10 of the root.</summary>
    internal const int WideningBits = 10;

    /// <summary>Below this the widened variance keeps within 62 bits.</summary>
    internal const long SmallBelow = 1L << 40;

    private const long LargestEpsilon = 1L << 50;
    private const int MinShift = OffsetBits, MaxShift = 40, LargestOffset = 1 << 28;

    /// <inheritdoc/>
    public override int? Takes => Scale.Count;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;

    /// <inheritdoc/>
    public override void Check()
    {
        if (Scale.Count is < 1 or > MaxSize)
        {
            throw new UserError($"Layer '{Name}' normalises {Scale.Count} values; up to {MaxSize} are supported, use a smaller layer.");
        }

        bool fits = Epsilon is >= 0 and <= LargestEpsilon && Shift is >= MinShift and <= MaxShift
            && Offset.All(offset => offset is > -LargestOffset and < LargestOffset);
        if (!fits)
        {
            throw new UserError(
                $"Layer '{Name}' normalises values so small, or makes them so large, that integers cannot hold both; train the model "
                    + "again, with scaled inputs.");
        }
    }
}
