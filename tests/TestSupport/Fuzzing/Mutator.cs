using System.Text;
using System.Text.RegularExpressions;

namespace NanoBms.TestSupport.Fuzzing;

/// <summary>Damages files, the same way for the same seed.</summary>
public static partial class Mutator
{
    private static readonly uint[] Interesting =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE
    ];

    private static readonly string[] Absurd =
    [
        "-1", "0", "1", "65536", "2147483647", "2147483648", "-2147483649", "1e9", "1e308", "1e999", "0.5", "-0.0", "null", "[]", "{}",
        "\"1\"", "true", "NaN",
    ];

    /// <summary>A damaged copy of a file.</summary>
    public static byte[] Mutate(byte[] original, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = (byte[])original.Clone();
        for (int round = random.Next(1, 5); round > 0 && bytes.Length > 0; round--)
        {
            int at = Position(random, bytes.Length);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 or 3:
                    uint value = Interesting[random.Next(Interesting.Length)];
                    for (int k = 0; k < 4 && at + k < bytes.Length; k++)
                    {
                        bytes[at + k] = (byte)(value >> (8 * k));
                    }

                    break;
                case 4:
                    bytes = bytes[..at];
                    break;
                case 5:
                    int length = Math.Min(random.Next(1, 64), bytes.Length - at);
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                case 6:
                    int source = Position(random, bytes.Length), count = Math.Min(random.Next(1, 64), bytes.Length - Math.Max(at, source));
                    bytes.AsSpan(source, count).ToArray().CopyTo(bytes, at);
                    break;
                default:
                    for (int k = random.Next(1, 32); k > 0; k--)
                    {
                        bytes[Position(random, bytes.Length)] = (byte)random.Next(256);
                    }

                    break;
            }
        }

        return bytes;
    }

    /// <summary>
    /// A copy of a text in which some of its pieces (names, numbers, brackets) are another piece, an absurd one, twice there or gone.
    /// </summary>
    public static byte[] MutateText(byte[] original, int seed)
    {
        var random = new Random(seed);
        List<string> pieces = [.. PiecePattern().Matches(Encoding.UTF8.GetString(original)).Select(match => match.Value)];
        for (int round = random.Next(1, 4); round > 0; round--)
        {
            int at = random.Next(pieces.Count);
            switch (random.Next(6))
            {
                case 0:
                    pieces[at] = pieces[random.Next(pieces.Count)];
                    break;
                case 1:
                    pieces.RemoveAt(at);
                    break;
                case 2:
                    pieces.Insert(at, string.Concat(pieces.Skip(at).Take(random.Next(1, 40))));
                    break;
                case 3:
                    pieces[at] = string.Concat(Enumerable.Repeat(pieces[at], random.Next(2, 200)));
                    break;
                default:
                    int number = Enumerable.Range(at, pieces.Count).Select(k => k % pieces.Count)
                        .FirstOrDefault(k => char.IsAsciiDigit(pieces[k][0]));
                    pieces[number] = Absurd[random.Next(Absurd.Length)];
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(string.Concat(pieces));
    }

    // Structure stands at the beginning and the end of model files, weights in between.
    private static int Position(Random random, int length) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(length, 4096)),
        1 => length - 1 - random.Next(Math.Min(length, 8192)),
        _ => random.Next(length),
    };

    [GeneratedRegex("""\"[^\"]*\"|-?[0-9][0-9.eE+-]*|[a-zA-Z_]+|[\s\S]""", RegexOptions.CultureInvariant)]
    private static partial Regex PiecePattern();
}
