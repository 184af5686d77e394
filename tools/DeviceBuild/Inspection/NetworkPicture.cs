using System.Globalization;
using System.Xml.Linq;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>A network as a picture (SVG): its layers from top to bottom with shapes, bytes, and each one's share of the work.</summary>
public static class NetworkPicture
{
    private const int Width = 560, Margin = 16, BoxHeight = 52, Gap = 26, HeadHeight = 44, BarHeight = 4, Padding = 12, MaxName = 36;

    // Readable on white and on black: the page's own colour for text and lines, one colour of its own for shares.
    private const string Style =
        "text{font-family:system-ui,sans-serif;font-size:13px;fill:#1b1f24}"
        + ".head{font-size:16px;font-weight:600}.kind{font-weight:600}.fact{fill:#57606a}"
        + ".box{fill:#f6f8fa;stroke:#8c959f}.bar{fill:#0969da}.way{stroke:#8c959f;stroke-width:1.5;fill:none}"
        + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.fact{fill:#9198a1}.box{fill:#151b23;stroke:#656c76}.bar{fill:#4493f8}}";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Draws a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="timeSteps">Time steps of one call.</param>
    /// <param name="inputSize">Values of one time step.</param>
    /// <param name="isStateful">Whether it carries its state from call to call.</param>
    /// <param name="layers">The layers in order.</param>
    /// <returns>The text of an SVG file.</returns>
    public static string Draw(string name, int timeSteps, int inputSize, bool isStateful, IReadOnlyList<LayerReport> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long all = Math.Max(1, layers.Sum(layer => layer.Macs));
        string input = (timeSteps == 1 ? $"{inputSize}" : $"{timeSteps} x {inputSize}") + " values in"
            + (isStateful ? ", state carried from call to call" : "");
        int y = Margin + HeadHeight;
        var parts = new List<XElement> { Text(Margin, Margin + 16, "head", name), Text(Margin, Margin + 36, "fact", input) };
        foreach (LayerReport layer in layers)
        {
            parts.Add(Way(y, Gap));
            y += Gap;
            parts.AddRange(Layer(layer, (double)layer.Macs / all, y));
            y += BoxHeight;
        }

        parts.Add(Way(y, Gap));
        y += Gap;
        string end = layers.Count == 0 ? "" : $"{layers[^1].Output} out";
        parts.Add(Text(Width / 2 + Padding, y, "fact", end));
        int height = y + Margin;
        string words = $"{name}: {input}; " + string.Join(", ", layers.Select(layer => $"{layer.Kind} to {layer.Output}"));
        return new XElement(
            Svg + "svg", new XAttribute("viewBox", $"0 0 {Width} {height}"), new XAttribute("width", Width),
            new XAttribute("height", height), new XAttribute("role", "img"), new XElement(Svg + "title", words),
            new XElement(Svg + "style", Style), parts) + "\n";
    }

    private static IEnumerable<XElement> Layer(LayerReport layer, double share, int y)
    {
        const int inner = Width - 2 * Margin - 2 * Padding;
        yield return new XElement(
            Svg + "rect", new XAttribute("class", "box"), new XAttribute("x", Margin), new XAttribute("y", y),
            new XAttribute("width", Width - 2 * Margin), new XAttribute("height", BoxHeight), new XAttribute("rx", 6));
        yield return Text(Margin + Padding, y + 20, "kind", layer.Kind);
        yield return Text(Width - Margin - Padding, y + 20, "", $"to {layer.Output}", isAtEnd: true);
        yield return Text(Margin + Padding, y + 37, "fact", Shortened(layer.Name));
        yield return Text(
            Width - Margin - Padding, y + 37, "fact",
            string.Create(CultureInfo.InvariantCulture, $"{layer.WeightBytes:N0} bytes, {layer.Macs:N0} MACs ({Share(share)})"),
            isAtEnd: true);
        yield return new XElement(
            Svg + "rect", new XAttribute("class", "bar"), new XAttribute("x", Margin + Padding),
            new XAttribute("y", y + BoxHeight - BarHeight - 3), new XAttribute("width", (int)Math.Round(inner * share)),
            new XAttribute("height", BarHeight));
    }

    // What is little is not nothing.
    private static string Share(double share) =>
        share is > 0 and < 0.01 ? "under 1 %" : share.ToString("P0", CultureInfo.InvariantCulture);

    // The end of a name tells more than its begin, which exporters repeat.
    private static string Shortened(string name) => name.Length <= MaxName ? name : "..." + name[^(MaxName - 3)..];

    private static XElement Way(int y, int length) => new(
        Svg + "path", new XAttribute("class", "way"),
        new XAttribute("d", $"M{Width / 2} {y}v{length - 2}m-4-5l4 5l4-5"));

    private static XElement Text(int x, int y, string kind, string text, bool isAtEnd = false) => new(
        Svg + "text", new XAttribute("x", x), new XAttribute("y", y), kind.Length == 0 ? null : new XAttribute("class", kind),
        isAtEnd ? new XAttribute("text-anchor", "end") : null, text);
}
