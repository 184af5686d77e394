using System.Text.RegularExpressions;
using System.Xml.Linq;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Rows;

/// <summary>Words of a comment as Markdown and as plain text.</summary>
public static partial class CommentText
{
    /// <summary>An element's words in one line: c and cref as code, href as a link; empty where there is none.</summary>
    /// <exception cref="UserError">It has other elements, or what breaks a table.</exception>
    public static string Markdown(XElement? element)
    {
        string text = SpacePattern().Replace(string.Concat(element?.Nodes().Select(Markdown) ?? []), " ").Trim();
        return text.Contains('|', StringComparison.Ordinal)
            ? throw new UserError("its comment has a '|', which ends a column of the document.") : text;
    }

    /// <summary>Markdown without its marks: links are left out where they lead to a place of the document alone.</summary>
    public static string Plain(string markdown) => LinkPattern().Replace(markdown.Replace("`", "", StringComparison.Ordinal), "$1");

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("href") is { } link => $"[{see.Value}]({link.Value})",
        XElement element =>
            throw new UserError(
                $"its comment has <{element.Name.LocalName}>, which the document cannot show; there are <c> and <see href=\"...\">."),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkPattern();
}
