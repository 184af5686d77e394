using System.Net;
using System.Text;

namespace NanoBms.HardwareDocs.Pictures;

/// <summary>An SVG picture of boxes, wires and texts; lengths in pixels.</summary>
internal sealed class SvgDrawing
{
    private readonly StringBuilder body = new();
    private readonly int width, height;
    private readonly string source;

    public SvgDrawing(int width, int height, string title, string source = "hardware/wiring.json")
    {
        this.width = width;
        this.height = height;
        this.source = source;
        body.Append($"  <title>{WebUtility.HtmlEncode(title)}</title>\n  <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
    }

    public void Box(int left, int top, int right, int bottom, string fill, bool isDashed = false) => body.Append(
        $"  <rect x=\"{left}\" y=\"{top}\" width=\"{right - left}\" height=\"{bottom - top}\" rx=\"4\" fill=\"{fill}\" stroke=\"#333333\" "
            + $"stroke-width=\"1.5\"{(isDashed ? " stroke-dasharray=\"5 4\"" : "")}/>\n");

    public void Wire(string colour, int thickness, params (int X, int Y)[] points) => body.Append(
        $"  <polyline points=\"{string.Join(' ', points.Select(point => $"{point.X},{point.Y}"))}\" fill=\"none\" stroke=\"{colour}\" "
            + $"stroke-width=\"{thickness}\"/>\n");

    /// <summary>A smooth line that leaves and meets each row upright, with a head at its end.</summary>
    public void Arrow(string colour, params (int X, int Y)[] points)
    {
        (int endX, int endY) = points[^1];
        var path = new StringBuilder($"M{points[0].X},{points[0].Y}");
        for (int k = 1; k < points.Length; k++)
        {
            (int X, int Y) from = points[k - 1], to = k == points.Length - 1 ? (endX, endY - 7) : points[k];
            int bend = (from.Y + to.Y) / 2;
            path.Append(from.X == to.X ? $" L{to.X},{to.Y}" : $" C{from.X},{bend} {to.X},{bend} {to.X},{to.Y}");
        }

        body.Append($"  <path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"/>\n");
        body.Append($"  <path d=\"M{endX},{endY} l-4,-9 l8,0 z\" fill=\"{colour}\"/>\n");
    }

    public void Dot(string colour, int x, int y) => body.Append($"  <circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{colour}\"/>\n");

    public void Hole(string colour, int x, int y) => body.Append($"  <circle cx=\"{x}\" cy=\"{y}\" r=\"2\" fill=\"{colour}\"/>\n");

    /// <summary>A text that is read from below, upwards.</summary>
    public void UprightText(int x, int y, string text, int size) => body.Append(
        $"  <text transform=\"translate({x} {y}) rotate(-90)\" font-size=\"{size}\">{WebUtility.HtmlEncode(text)}</text>\n");

    public void Text(int x, int y, string text, int size = 14, string anchor = "start", bool isBold = false) => body.Append(
        $"  <text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" "
            + $"text-anchor=\"{anchor}\"{(isBold ? " font-weight=\"bold\"" : "")}>{WebUtility.HtmlEncode(text)}</text>\n");

    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" "
            + "font-family=\"DejaVu Sans, Arial, sans-serif\" fill=\"#111111\">\n"
        + $"  <!-- Written by NanoBms.HardwareDocs from {source}. Do not edit. -->\n{body}</svg>\n";
}
