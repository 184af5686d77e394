using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>What people write fits a window: 140 characters, as .editorconfig says to editors.</summary>
public sealed class LineLengthTests
{
    private const int Limit = 140;

    [Fact]
    public void The_editors_are_told_the_same_limit() =>
        Assert.Contains($"\nmax_line_length = {Limit}\n", File.ReadAllText(Repository.File(".editorconfig")), StringComparison.Ordinal);

    [Fact]
    public void No_line_that_people_write_is_longer_than_140_characters()
    {
        string[] written = [.. SourceFiles.All.Where(path => !SourceFiles.IsMarked(path))];
        Assert.InRange(written.Length, 1000, 10_000);
        Assert.Empty(written.SelectMany(path => TooLong(File.ReadAllText(Repository.File(path))).Select(line => $"{path}({line})")));
    }

    [Fact]
    public void Only_the_text_of_a_document_may_have_longer_lines()
    {
        string longWord = new('x', Limit);
        Assert.Equal([2], TooLong($"class A\n{{ // {longWord}\n}}\n"));
        Assert.Equal([1], TooLong($"class A {{ const string B = \"{longWord}\"; }}\n"));
        Assert.Equal([1], TooLong($"class A {{ const string B = \"\"\"{longWord}\"\"\"; }}\n"));
        Assert.Empty(TooLong($"class A {{ const string B = \"\"\"\n    {longWord}\n    \"\"\"; }}\n"));
        Assert.Empty(TooLong($"class A {{ string B => $\"\"\"\n    {longWord} {{1}}\n    \"\"\"; }}\n"));
    }

    /// <summary>
    /// Numbers of the lines that are too long, but for those of raw strings of several lines: a break there would be one of the text, a row
    /// of a table in a report or a command line of a help text.
    /// </summary>
    private static int[] TooLong(string code)
    {
        int[] numbers = [.. SourceText.From(code).Lines.Where(line => line.End - line.Start > Limit).Select(line => line.LineNumber)];
        if (numbers.Length == 0)
        {
            return numbers;
        }

        SyntaxTree tree = CSharpSyntaxTree.ParseText(code);
        LinePositionSpan[] texts =
        [
            .. tree.GetRoot().DescendantNodesAndTokens()
                .Where(part => part.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
                    || (part.IsKind(SyntaxKind.InterpolatedStringExpression)
                        && part.AsNode()!.GetFirstToken().IsKind(SyntaxKind.InterpolatedMultiLineRawStringStartToken)))
                .Select(part => tree.GetLineSpan(part.Span).Span),
        ];
        return [.. numbers.Where(number => !texts.Any(text => text.Start.Line < number && number < text.End.Line))
            .Select(number => number + 1)];
    }
}
