using System.Text;

namespace NanoBms.Models.Generation.Source;

/// <summary>Distributes members over part assemblies so that none exceeds a size.</summary>
internal sealed class PartWriter(int byteLimit)
{
    private readonly List<StringBuilder> parts = [];
    private readonly List<int> used = [];

    /// <summary>Name of a part: assembly NanoBms.Model.PartNN, class PartNN.</summary>
    public static string Name(int index) => $"Part{index:00}";

    /// <summary>Bytes of each part.</summary>
    public IReadOnlyList<int> Used => used;

    /// <summary>A part's whole room.</summary>
    public int Limit => byteLimit;

    /// <summary>The first part with so much room, a new one if need be.</summary>
    public int WithRoom(int bytes)
    {
        int index = used.FindIndex(part => byteLimit - part >= bytes);
        if (index < 0)
        {
            parts.Add(new StringBuilder());
            used.Add(0);
            index = parts.Count - 1;
        }

        return index;
    }

    /// <summary>Bytes left in a part.</summary>
    public int Left(int part) => byteLimit - used[part];

    /// <summary>Adds a member (lines indented by 8) to a part.</summary>
    public void Add(int part, string member, int bytes)
    {
        if (parts[part].Length > 0)
        {
            parts[part].Append('\n');
        }

        parts[part].Append(member);
        used[part] += bytes;
    }

    /// <summary>The sources of all parts.</summary>
    public IReadOnlyList<string> Sources(string header) =>
    [
        .. parts.Select((part, index) =>
            $"{header}namespace NanoBms.Model\n{{\n    /// <summary>Weights of the generated model, part {index}.</summary>\n    public "
                + $"static class {Name(index)}\n    {{\n{part}    }}\n}}\n"),
    ];
}
