using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>What ARCHITECTURE.md draws: blocks that are fenced by "```arrows NAME", one "A -> B C" a line.</summary>
internal static class ArchitecturePage
{
    /// <summary>Name of the block of the projects; the other blocks have the name of the project whose folders they show.</summary>
    public const string Projects = "projects";

    /// <summary>The page.</summary>
    public static string Text { get; } = File.ReadAllText(Repository.File("ARCHITECTURE.md"));

    /// <summary>The blocks and their arrows.</summary>
    public static IReadOnlyDictionary<string, SortedSet<Arrow>> Blocks { get; } = Read(Text);

    /// <summary>The blocks of a page.</summary>
    public static Dictionary<string, SortedSet<Arrow>> Read(string text)
    {
        var blocks = new Dictionary<string, SortedSet<Arrow>>();
        SortedSet<Arrow>? block = null;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.StartsWith("```arrows ", StringComparison.Ordinal))
            {
                blocks.Add(line["```arrows ".Length..], block = []);
            }
            else if (line == "```")
            {
                block = null;
            }
            else if (block is not null)
            {
                string[] sides = line.Split(" -> ");
                Assert.True(sides.Length == 2, $"'{line}' is not 'A -> B C'.");
                foreach (string to in sides[1].Split(' '))
                {
                    Assert.True(block.Add(new Arrow(sides[0], to)), $"'{sides[0]} -> {to}' stands twice.");
                }
            }
        }

        return blocks;
    }
}
