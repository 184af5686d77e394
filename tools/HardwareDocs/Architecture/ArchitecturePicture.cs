using NanoBms.HardwareDocs.Pictures;

namespace NanoBms.HardwareDocs.Architecture;

/// <summary>Draws which project uses which.</summary>
public static class ArchitecturePicture
{
    /// <summary>The picture, from the checkout's top folder.</summary>
    public const string PicturePath = "docs/architecture.svg";

    private const int Margin = 24, BoxWidth = 168, BoxHeight = 44, RowDistance = 132, Header = 62;
    private const string Firmware = "#d7efd9", Generated = "#e6e6e6", Library = "#d9e8fb", Program = "#fde6c8", Benchmark = "#eadcf5";
    private static readonly string[] Colours = ["#1565c0", "#c62828", "#2e7d32", "#7b1fa2", "#b26a00", "#00695c", "#5d4037", "#455a64"];

    /// <summary>The picture as SVG; test projects are left out.</summary>
    /// <param name="projects">All projects of the solution.</param>
    public static string Draw(IReadOnlyList<Project> projects)
    {
        var graph = new LayeredGraph([.. projects.Where(project => project.Group != "tests")]);
        int width = (int)graph.Rows.Max(row => row.Max(node => node.X)) + BoxWidth + 2 * Margin;
        int height = Header + (graph.Rows.Count - 1) * RowDistance + BoxHeight + 70;
        int Top(int row) => Header + (graph.Rows.Count - 1 - row) * RowDistance;
        static int Middle(LayeredGraph.Node node) => Margin + BoxWidth / 2 + (int)Math.Round(node.X);

        var svg = new SvgDrawing(width, height, "Projects and what they use", "the project files");
        svg.Text(Margin, 34, "Projects and what they use", 20, isBold: true);
        string[] targets = [.. graph.Arrows.Select(arrow => arrow[^1].Project!.Name).Distinct().Order(StringComparer.Ordinal)];
        foreach (IReadOnlyList<LayeredGraph.Node> arrow in graph.Arrows)
        {
            (int, int)[] points = [.. arrow
                .SelectMany(node => new[] { (Middle(node), Top(node.Row)), (Middle(node), Top(node.Row) + BoxHeight) })
                .Skip(1).SkipLast(1)];
            svg.Arrow(Colours[Array.IndexOf(targets, arrow[^1].Project!.Name) % Colours.Length], points);
        }

        foreach (LayeredGraph.Node node in graph.Rows.SelectMany(row => row).Where(node => node.Project is not null))
        {
            int left = Middle(node) - BoxWidth / 2, top = Top(node.Row);
            svg.Box(left, top, left + BoxWidth, top + BoxHeight, Fill(node.Project!));
            svg.Text(Middle(node), top + 27, node.Project!.Name, 13, "middle", node.Project!.IsProgram);
        }

        DrawLegend(svg, height - 44);
        return svg.ToString();
    }

    private static string Fill(Project project) => project.Group switch
    {
        "benchmarks" => Benchmark,
        "firmware" => project.Path.StartsWith("firmware/generated/", StringComparison.Ordinal) ? Generated : Firmware,
        _ => project.IsProgram ? Program : Library,
    };

    private static void DrawLegend(SvgDrawing svg, int top)
    {
        int left = Margin;
        foreach ((string fill, string text) in new[]
                 { (Firmware, "firmware"), (Generated, "generated"), (Library, "library"), (Program, "program"), (Benchmark, "benchmark") })
        {
            svg.Box(left, top, left + 26, top + 18, fill);
            svg.Text(left + 34, top + 14, text, 13);
            left += 130;
        }

        svg.Text(left, top + 14, "bold: is run; an arrow that follows from others is left out", 13);
    }
}
