namespace NanoBms.HardwareDocs.Architecture;

/// <summary>
/// Projects in rows, each above all that it uses: programs on top, then by the longest way down. Arrows that follow from others are
/// left out; an arrow over several rows passes them at points of its own. Order and places by barycentres (Sugiyama, Tagawa and Toda,
/// 1981).
/// </summary>
internal sealed class LayeredGraph
{
    private const int Sweeps = 40;
    private const double BoxDistance = 184, PointDistance = 40;
    private readonly List<List<Node>> rows = [];
    private readonly List<IReadOnlyList<Node>> arrows = [];

    public LayeredGraph(IReadOnlyList<Project> projects)
    {
        Dictionary<string, Project> byName = projects.ToDictionary(project => project.Name);
        Dictionary<string, int> levels = Levels(byName);
        rows.AddRange(Enumerable.Range(0, levels.Values.Max() + 1).Select(_ => new List<Node>()));
        Dictionary<string, Node> nodes = projects.ToDictionary(project => project.Name, project => Add(project, levels[project.Name]));
        foreach (Project project in projects)
        {
            foreach (string reference in Direct(byName, project))
            {
                arrows.Add(Connect(nodes[project.Name], nodes[reference]));
            }
        }

        Order();
        Place();
    }

    /// <summary>The rows, the lowest first, each from left to right.</summary>
    public IReadOnlyList<IReadOnlyList<Node>> Rows => rows;

    /// <summary>Each arrow's points, from the user down to the used.</summary>
    public IReadOnlyList<IReadOnlyList<Node>> Arrows => arrows;

    private static Dictionary<string, int> Levels(Dictionary<string, Project> projects)
    {
        var levels = new Dictionary<string, int>();
        int Level(string name, int programs) => levels.TryGetValue(name, out int known) ? known : levels[name] = Math.Max(
            projects[name].IsProgram ? programs : 0,
            projects[name].References.Select(reference => Level(reference, programs) + 1).DefaultIfEmpty(0).Max());
        int top = projects.Values.Where(project => !project.IsProgram).Max(project => Level(project.Name, 0));
        levels.Clear();
        foreach (string name in projects.Keys)
        {
            Level(name, top + 1);
        }

        return levels;
    }

    private static IEnumerable<string> Direct(Dictionary<string, Project> projects, Project project)
    {
        bool Reaches(string from, string to) => projects[from].References.Any(reference => reference == to || Reaches(reference, to));
        return project.References.Where(reference => !project.References.Any(other => other != reference && Reaches(other, reference)));
    }

    private Node Add(Project? project, int row)
    {
        var node = new Node(project, row);
        rows[row].Add(node);
        return node;
    }

    private List<Node> Connect(Node from, Node to)
    {
        List<Node> way = [from, .. Enumerable.Range(1, from.Row - to.Row - 1).Select(step => Add(null, from.Row - step)), to];
        for (int k = 1; k < way.Count; k++)
        {
            way[k - 1].Below.Add(way[k]);
            way[k].Above.Add(way[k - 1]);
        }

        return way;
    }

    private void Order()
    {
        Renumber();
        List<Node>[] best = [.. rows.Select(row => row.ToList())];
        int fewest = Crossings();
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            foreach (List<Node> row in isDown ? rows.AsEnumerable().Reverse() : rows)
            {
                Node[] sorted = [.. row.OrderBy(node => Mean(isDown ? node.Above : node.Below, other => other.Index, node.Index))];
                row.Clear();
                row.AddRange(sorted);
                Renumber();
            }

            if (Crossings() is int crossings && crossings < fewest)
            {
                fewest = crossings;
                best = [.. rows.Select(row => row.ToList())];
            }
        }

        rows.Clear();
        rows.AddRange(best);
        Renumber();
    }

    private void Renumber()
    {
        foreach (List<Node> row in rows)
        {
            for (int k = 0; k < row.Count; k++)
            {
                row[k].Index = k;
            }
        }
    }

    private int Crossings() => rows.Sum(row =>
    {
        (int Upper, int Lower)[] lines = [.. row.SelectMany(node => node.Below.Select(below => (node.Index, below.Index)))];
        return lines.Sum(one => lines.Count(other => one.Upper < other.Upper && one.Lower > other.Lower));
    });

    private void Place()
    {
        foreach (List<Node> row in rows)
        {
            Spread(row, [.. row.Select(node => node.Index * BoxDistance - row.Count * BoxDistance / 2)]);
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (List<Node> row in sweep % 2 == 0 ? rows.AsEnumerable().Reverse() : rows)
            {
                Spread(row, [.. row.Select(node => Mean([.. node.Above, .. node.Below], other => other.X, node.X))]);
            }
        }

        double left = rows.SelectMany(row => row).Min(node => node.X);
        foreach (Node node in rows.SelectMany(row => row))
        {
            node.X -= left;
        }
    }

    /// <summary>As near to the wanted places as distances allow: the mean of pushing right and of pushing left keeps both.</summary>
    private static void Spread(List<Node> row, double[] wanted)
    {
        double[] right = [.. wanted], left = [.. wanted];
        for (int k = 1; k < row.Count; k++)
        {
            right[k] = Math.Max(right[k], right[k - 1] + Distance(row[k - 1], row[k]));
        }

        for (int k = row.Count - 2; k >= 0; k--)
        {
            left[k] = Math.Min(left[k], left[k + 1] - Distance(row[k], row[k + 1]));
        }

        for (int k = 0; k < row.Count; k++)
        {
            row[k].X = (right[k] + left[k]) / 2;
        }
    }

    private static double Distance(Node one, Node other) => (one.Width + other.Width) / 2;

    private static double Mean(IReadOnlyCollection<Node> nodes, Func<Node, double> value, double without) =>
        nodes.Count == 0 ? without : nodes.Average(value);

    /// <summary>A project's place, or a point where an arrow passes a row.</summary>
    internal sealed class Node(Project? project, int row)
    {
        public Project? Project { get; } = project;

        public int Row { get; } = row;

        public double Width { get; } = project is null ? PointDistance : BoxDistance;

        public List<Node> Above { get; } = [];

        public List<Node> Below { get; } = [];

        public int Index { get; set; }

        public double X { get; set; }
    }
}
