using System.Text.RegularExpressions;
using NanoBms.Foundation;

namespace NanoBms.Cells.Cycles;

/// <summary>
/// Which cycles of a folder are meant: file names without extension ("cycle_1"), or with their folder ("25degC/charge_03"); '*' stands for
/// anything, a leading '!' leaves out what was named before, and "day@0-0.6" is the part of a cycle from its start to 0.6 of its time.
/// </summary>
public sealed class CycleNames
{
    private readonly List<(Regex Pattern, CyclePart? Part)> patterns = [];

    /// <summary>The names of a list.</summary>
    /// <exception cref="UserError">A part of a cycle that is none.</exception>
    public CycleNames(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            bool isOut = name.StartsWith('!');
            string[] parts = (isOut ? name[1..] : name).Split('@');
            string wanted = parts[0].Contains('/', StringComparison.Ordinal) ? parts[0] : "*/" + parts[0];
            patterns.Add((new Regex("^" + Regex.Escape(wanted).Replace("\\*", ".*", StringComparison.Ordinal) + "$"),
                isOut ? null : parts.Length == 1 ? CyclePart.Whole : CyclePart.Parse(parts[1], name)));
        }
    }

    /// <summary>Which part of a file is meant; null: it is not.</summary>
    /// <param name="path">Its path.</param>
    public CyclePart? Find(string path)
    {
        string name = $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))}/{Path.GetFileNameWithoutExtension(path)}";
        CyclePart? found = null;
        foreach ((Regex pattern, CyclePart? part) in patterns)
        {
            found = pattern.IsMatch(name) ? part : found;
        }

        return found;
    }
}
