using System.Text;

namespace NanoBms.Models.Generation.Source;

/// <summary>Distributes members over part assemblies so that none exceeds a size.</summary>
internal sealed class PartWriter(int byteLimit)
{
    private readonly List<StringBuilder> parts = [];
    private int used;

    /// <summary>Name of a part: assembly NanoBms.Model.PartNN, class PartNN.</summary>
    public static string Name(int index) => $"Part{index:00}";

    /// <summary>Bytes left in the current part.</summary>
    public int Left => parts.Count == 0 ? 0 : byteLimit - used;

    /// <summary>A part's whole room.</summary>
    public int Limit => byteLimit;

    /// <summary>Class name of the current part.</summary>
    public string Current => Name(parts.Count - 1);

    /// <summary>Starts a new part.</summary>
    public void Next()
    {
        parts.Add(new StringBuilder());
        used = 0;
    }

    /// <summary>Adds a member (lines indented by 8) to the current part.</summary>
    public void Add(string member, int bytes)
    {
        if (parts[^1].Length > 0)
        {
            parts[^1].Append('\n');
        }

        parts[^1].Append(member);
        used += bytes;
    }

    /// <summary>The sources of all parts.</summary>
    public IReadOnlyList<string> Sources(string header) =>
    [
        .. parts.Select((part, index) =>
            $"{header}namespace NanoBms.Model\n{{\n    /// <summary>Weights of the generated model, part {index}.</summary>\n    public "
                + $"static class {Name(index)}\n    {{\n{part}    }}\n}}\n"),
    ];
}
