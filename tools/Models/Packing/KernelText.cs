using System.Globalization;
using System.Text;

namespace NanoBms.Models.Packing;

/// <summary>Pieces of C# that kernels are written of.</summary>
internal static class KernelText
{
    /// <summary>
    /// C# of a sum that nanoCLR takes for signed. The compiler writes a constant of 2^31 to 2^32 - 1 as an unsigned 32-bit one, widened; on
    /// the device such a value stays unsigned, and so does what is computed from it as the left operand: ">>" then fills with zeros. As the
    /// right operand it does no harm.
    /// </summary>
    /// <param name="anyLocal">A signed long local, where there is no product to stand on the left.</param>
    public static string Sum(long start, IReadOnlyList<string> products, string anyLocal)
    {
        string constant = Requantizer.Text(start);
        if (start is <= int.MaxValue or > uint.MaxValue)
        {
            return string.Join(" + ", products.Prepend(constant));
        }

        return string.Join(" + ", (products.Count > 0 ? products : [$"{anyLocal} - {anyLocal}"]).Append(constant));
    }

    /// <summary>Local of an accumulator.</summary>
    public static string Accumulator(int index) => "p" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Local of a chunk's sum.</summary>
    public static string Chunk(int index) => "q" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Bytes that an array's index takes beyond a short one's: ldc.i4 against ldc.i4.s.</summary>
    public static int LongIndexBytes(int index) => index > sbyte.MaxValue ? 3 : 0;

    /// <summary>Local of an input value.</summary>
    public static string Value(int part, int column) => $"{(char)('x' + part)}{column}";

    /// <summary>Adds a line, indented as in a method of a part.</summary>
    public static void Line(StringBuilder text, string line) => text.Append("            ").Append(line).Append('\n');
}
