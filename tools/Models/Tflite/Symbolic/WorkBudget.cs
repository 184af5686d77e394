using NanoBms.Foundation;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Bounds the work that evaluating a graph may take, so that no file can hang the reader or exhaust memory.</summary>
internal sealed class WorkBudget
{
    /// <summary>What a reference to a row takes, and one to a single value.</summary>
    public const int RowBytes = 8, ElementBytes = 24;

    // A unit stands for some 80 bytes (measured in long loops of small operators, which take more than they say): together within the
    // memory a reader may take, 64 MB and ten times the file's size. An LSTM loop of 1000 steps runs 27000 operators and copies its buffer
    // of rows twice a step; two of them, one on the other, take most of what a file of 400 KB of weights has.
    private const int OperatorBytes = 256, UnitBytes = 64, LeastUnits = 700_000, MostOfWeights = 450_000;
    private long left;

    /// <summary>A budget for a graph.</summary>
    /// <param name="weightBytes">Bytes of its weights.</param>
    public WorkBudget(long weightBytes)
    {
        left = LeastUnits + Math.Min(MostOfWeights, weightBytes + weightBytes / 8);
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsExhausted => left < 0;

    /// <summary>Takes what an operator that writes some bytes needs, before it allocates them.</summary>
    /// <exception cref="UserError">Nothing is left.</exception>
    public void Spend(long bytes)
    {
        left = bytes < 0 ? -1 : left - (OperatorBytes + bytes) / UnitBytes;
        if (IsExhausted)
        {
            throw new UserError(
                "The graph takes too many steps to follow: its loops run too long, or it is not a recurrent network of a size for a "
                    + "microcontroller; export it with a shorter window.");
        }
    }
}
