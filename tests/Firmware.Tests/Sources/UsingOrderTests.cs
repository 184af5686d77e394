using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>
/// Usings stand as dotnet format orders them: System first, then by their names; static ones and aliases last. No analyzer of the build
/// looks at that, and dotnet format would have to load each project for it.
/// </summary>
public sealed class UsingOrderTests
{
    [Fact]
    public void Usings_of_each_file_are_in_order()
    {
        string[] written = [.. SourceFiles.All.Where(path => !SourceFiles.IsMarked(path))];
        Assert.InRange(written.Length, 1000, 10_000);
        Assert.Empty(written.SelectMany(path => OutOfOrder(File.ReadAllText(Repository.File(path))).Select(name => $"{path}: {name}")));
    }

    [Theory]
    [InlineData(
        "using System;\nusing System.Linq;\nusing Azure;\nusing NanoBms.Core;\nusing static System.Math;\nusing A = Azure.B;\n", null)]
    [InlineData("using Azure;\nusing System;\n", "System")]
    [InlineData("using System.Linq;\nusing System;\n", "System")]
    [InlineData("using NanoBms.Core;\nusing NanoBms.Cells;\n", "NanoBms.Cells")]
    [InlineData("using static System.Math;\nusing NanoBms.Core;\n", "NanoBms.Core")]
    [InlineData("using A = Azure.B;\nusing static System.Math;\n", "System.Math")]
    [InlineData("namespace X\n{\n    using Azure;\n    using System;\n}\n", "System")]
    public void The_first_that_stands_behind_one_that_it_should_precede_is_named(string code, string? name) =>
        Assert.Equal(name is null ? [] : [name], OutOfOrder(code));

    private static IEnumerable<string> OutOfOrder(string code)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(code).GetRoot();
        foreach (SyntaxNode holder in root.DescendantNodesAndSelf(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
        {
            UsingDirectiveSyntax[] usings = [.. holder.ChildNodes().OfType<UsingDirectiveSyntax>()];
            int first = Enumerable.Range(0, Math.Max(0, usings.Length - 1)).FirstOrDefault(k => Compare(usings[k], usings[k + 1]) > 0, -1);
            if (first >= 0)
            {
                yield return usings[first + 1].NamespaceOrType.ToString();
            }
        }
    }

    private static int Compare(UsingDirectiveSyntax one, UsingDirectiveSyntax next)
    {
        int byKind = Kind(one).CompareTo(Kind(next));
        if (byKind != 0)
        {
            return byKind;
        }

        // Aliases go by their own names.
        string[] names = Names(one), nextNames = Names(next);
        int bySystem = (nextNames[0] == "System").CompareTo(names[0] == "System");
        return bySystem != 0 ? bySystem
            : names.Zip(nextNames, StringComparer.OrdinalIgnoreCase.Compare).FirstOrDefault(
                order => order != 0, names.Length.CompareTo(nextNames.Length));
    }

    private static string[] Names(UsingDirectiveSyntax directive) =>
        (directive.Alias?.Name.ToString() ?? directive.NamespaceOrType.ToString()).Split('.');

    private static int Kind(UsingDirectiveSyntax directive) =>
        (directive.GlobalKeyword.IsKind(SyntaxKind.None) ? 3 : 0)
        + (directive.Alias is not null ? 2 : directive.StaticKeyword.IsKind(SyntaxKind.None) ? 0 : 1);
}
