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
        return index < 0 ? New() : index;
    }

    /// <summary>The part with the most room, a new one where none has so much.</summary>
    public int Emptiest(int bytes)
    {
        int most = used.Count == 0 ? 0 : byteLimit - used.Min();
        return most < bytes ? New() : used.IndexOf(byteLimit - most);
    }

    private int New()
    {
        parts.Add(new StringBuilder());
        used.Add(0);
        return parts.Count - 1;
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
