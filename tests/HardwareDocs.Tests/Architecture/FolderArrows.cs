using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NanoBms.HardwareDocs.Architecture;

namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>
/// Which folder of a project uses which: each name in the source whose declaration stands in another namespace of the project is an arrow.
/// </summary>
internal static class FolderArrows
{
    /// <summary>How the project's own folder is called.</summary>
    public const string Top = ".";

    /// <summary>How the statements of a program's entry are called, which belong to no namespace.</summary>
    public const string Entry = "Program";

    private static readonly ConcurrentDictionary<string, SortedDictionary<Arrow, string>> Found = new();

    /// <summary>The arrows between a project's folders, each with one place that makes it.</summary>
    public static SortedDictionary<Arrow, string> Of(Project project) => Found.GetOrAdd(project.Name, _ => Find(project));

    private static SortedDictionary<Arrow, string> Find(Project project)
    {
        CSharpCompilation code = SourceCode.Projects[project.Name];
        var arrows = new SortedDictionary<Arrow, string>();
        if (code.SyntaxTrees.SelectMany(Namespaces).Distinct().Count() < 2)
        {
            return arrows;
        }

        foreach (SyntaxTree tree in code.SyntaxTrees)
        {
            SemanticModel model = code.GetSemanticModel(tree);
            if (tree.FilePath.Contains("/generated/", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax))
            {
                if (node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax
                    && Target(model, node) is { } target
                    && !target.IsAnonymousType && SymbolEqualityComparer.Default.Equals(target.ContainingAssembly, code.Assembly))
                {
                    var arrow = new Arrow(Folder(project, Namespace(node)), Folder(project, target.ContainingNamespace.ToDisplayString()));
                    if (arrow.From != arrow.To)
                    {
                        arrows.TryAdd(arrow, $"{Path.GetFileName(tree.FilePath)} uses {target.Name}");
                    }
                }
            }
        }

        return arrows;
    }

    /// <summary>The namespaces that a file declares types in.</summary>
    public static IEnumerable<string> Namespaces(SyntaxTree tree) =>
        tree.GetRoot().ChildNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString());

    private static INamedTypeSymbol? Target(SemanticModel model, SyntaxNode node)
    {
        SymbolInfo info = model.GetSymbolInfo(node);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return symbol switch
        {
            INamedTypeSymbol type => type,
            IArrayTypeSymbol array => array.ElementType as INamedTypeSymbol,
            _ => symbol?.ContainingType,
        };
    }

    private static string Namespace(SyntaxNode node) =>
        node.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name.ToString() ?? "";

    private static string Folder(Project project, string name) =>
        name is "" or "<global namespace>" ? Entry
        : name == project.RootNamespace ? Top
        : name.StartsWith($"{project.RootNamespace}.", StringComparison.Ordinal)
            ? name[(project.RootNamespace.Length + 1)..].Replace('.', '/')
            : name;
}
