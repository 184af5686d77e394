using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NanoBms.DeviceBuild.Settings.Kinds;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Rows;

/// <summary>
/// Reads the rows from the fields of the class DeviceSettings and their comments. The sources are looked at, not built: a table that was
/// changed does not compile beside the visit of the old one.
/// </summary>
public static class RowReader
{
    /// <summary>The class that is the table.</summary>
    public const string ClassName = "DeviceSettings";

    /// <summary>Reads the rows in their order.</summary>
    /// <param name="path">Path of the table, named where a row is wrong.</param>
    /// <param name="table">Its text.</param>
    /// <param name="constants">Texts of other sources, whose constants are defaults.</param>
    /// <exception cref="UserError">A row is wrong.</exception>
    public static IReadOnlyList<SettingRow> Read(string path, string table, IEnumerable<string> constants)
    {
        SyntaxTree tree = Parse(table);
        var compilation = CSharpCompilation.Create(
            "Settings", [tree, .. constants.Select(Parse)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        SemanticModel model = compilation.GetSemanticModel(tree);
        ClassDeclarationSyntax declaration = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            .FirstOrDefault(each => each.Identifier.Text == ClassName)
            ?? throw new UserError($"'{path}' has no class {ClassName}.");
        var rows = new List<SettingRow>();
        foreach (VariableDeclaratorSyntax field in declaration.Members.OfType<FieldDeclarationSyntax>()
            .SelectMany(member => member.Declaration.Variables))
        {
            try
            {
                rows.Add(Row((IFieldSymbol)model.GetDeclaredSymbol(field)!, field.Initializer?.Value, model));
            }
            catch (UserError exception)
            {
                int line = field.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                throw new UserError($"'{path}', line {line}: {field.Identifier.Text}: {exception.Message}", exception);
            }
        }

        return rows;
    }

    private static SyntaxTree Parse(string text) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.Parse));

    private static SettingRow Row(IFieldSymbol field, ExpressionSyntax? initial, SemanticModel model)
    {
        XElement comment = Comment(field);
        XElement[] settings = [.. comment.Elements("setting")];
        if (settings.Length != 1)
        {
            throw new UserError("its comment needs one <setting in=\"...\"/>.");
        }

        Dictionary<string, string> attributes = settings[0].Attributes().ToDictionary(each => each.Name.LocalName, each => each.Value);
        Type type = TypeOf(field.Type);
        SettingKind kind = SettingKinds.Find(attributes.GetValueOrDefault("kind"), type);
        string table = attributes.GetValueOrDefault("in") ?? throw new UserError("in=\"...\" must name the document's table.");
        attributes.Remove("in");
        attributes.Remove("kind");
        if (attributes.Keys.Except(kind.Attributes).FirstOrDefault() is { } other)
        {
            string known = string.Join(", ", kind.Attributes.Prepend("kind").Prepend("in"));
            throw new UserError($"a {kind.Name} has no {other}=\"...\"; there are {known}.");
        }

        string meaning = CommentText.Markdown(comment.Element("summary"));
        if (meaning.Length == 0)
        {
            throw new UserError("its comment needs a <summary> that says what it means.");
        }

        var limits = new SettingLimits(attributes);
        object value = Default(initial, type, model);
        return kind.Allows(limits, value)
            ? new SettingRow(field.Name, table, kind, value, meaning, CommentText.Markdown(settings[0]), limits)
            : throw new UserError($"its initial value {kind.Json(value).ToJsonString()} is none that it may be: {kind.Range(limits)}.");
    }

    private static XElement Comment(IFieldSymbol field)
    {
        string xml = field.GetDocumentationCommentXml() is { Length: > 0 } text ? text : "<member/>";
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (System.Xml.XmlException exception)
        {
            throw new UserError($"its comment is no XML: {exception.Message}", exception);
        }
    }

    private static Type TypeOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => typeof(bool),
        SpecialType.System_Int32 => typeof(int),
        SpecialType.System_Single => typeof(float),
        SpecialType.System_String => typeof(string),
        _ => throw new UserError($"a setting is a bool, int, float or string, not a {type.ToDisplayString()}."),
    };

    private static object Default(ExpressionSyntax? initial, Type type, SemanticModel model) => initial is null
        ? type == typeof(string) ? throw new UserError("a text needs an initial value.") : Activator.CreateInstance(type)!
        : model.GetConstantValue(initial) is { HasValue: true, Value: { } value }
            ? Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture)
            : throw new UserError($"its initial value '{initial}' is no constant.");
}
