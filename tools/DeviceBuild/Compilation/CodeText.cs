using System.Text.RegularExpressions;

namespace NanoBms.DeviceBuild.Compilation;

/// <summary>What can be told of generated code by its text, in the forms that the generator writes.</summary>
internal static partial class CodeText
{
    /// <summary>Whether a line is a comment.</summary>
    public static bool IsComment(string line) => line.AsSpan().TrimStart().StartsWith("//", StringComparison.Ordinal);

    /// <summary>Letters of a line, without what is white.</summary>
    public static int Letters(string line) => line.Count(letter => !char.IsWhiteSpace(letter));

    /// <summary>The text without the values of its arrays.</summary>
    public static string WithoutValues(string text) => LiteralArray().Replace(text, "new $1[]");

    /// <summary>Arrays whose values stand in the text.</summary>
    public static int Arrays(string text) => LiteralArray().Count(text);

    /// <summary>Bytes of the values of these arrays.</summary>
    public static int ArrayBytes(string text) =>
        LiteralArray().Matches(text).Sum(match => BytesOf(match.Groups[1].Value) * Elements(match.Groups[2].Value));

    /// <summary>Bytes of one value of a type.</summary>
    public static int BytesOf(string type) => type switch
    {
        "sbyte" or "byte" => 1,
        "short" or "ushort" => 2,
        "long" => 8,
        _ => 4,
    };

    /// <summary>Locals of the method that declares most.</summary>
    public static int MostLocals(string text)
    {
        int most = 0, locals = 0;
        foreach (string line in text.Split('\n'))
        {
            if (MethodHead().IsMatch(line))
            {
                locals = 0;
            }
            else if (Declaration().Match(line) is { Success: true } declaration)
            {
                locals += declaration.Groups[1].Value.Contains('=', StringComparison.Ordinal)
                    ? Assignment().Count(declaration.Groups[1].Value) : declaration.Groups[1].Value.Split(',').Length;
                most = Math.Max(most, locals);
            }
        }

        return most;
    }

    private static int Elements(string list) => list.Split(',').Count(element => !string.IsNullOrWhiteSpace(element));

    [GeneratedRegex(@"new (sbyte|byte|short|ushort|int|long|float)\[\]\s*\{([^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralArray();

    [GeneratedRegex(@"^        (?:public|private) .*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex MethodHead();

    [GeneratedRegex(
        @"^\s+(?:for \()?(?:long|int|short|ushort\[\]|int\[\]|short\[\]) ([a-z]\w*(?: = |, |;).*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?:^|, )[a-z]\w* = |(?:^|, )[a-z]\w*(?=,|;)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();
}
