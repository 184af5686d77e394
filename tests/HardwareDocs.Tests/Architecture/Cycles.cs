namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>Finds what cannot be understood one after the other.</summary>
internal static class Cycles
{
    /// <summary>Groups whose members all reach each other, each as its members in alphabetical order.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Arrow> arrows)
    {
        ILookup<string, string> uses = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        HashSet<string> Reach(string from)
        {
            var found = new HashSet<string>();
            void Visit(string name)
            {
                foreach (string next in uses[name].Where(found.Add))
                {
                    Visit(next);
                }
            }

            Visit(from);
            return found;
        }

        Dictionary<string, HashSet<string>> reached = uses.ToDictionary(group => group.Key, group => Reach(group.Key));
        bool Reaches(string from, string to) => reached.TryGetValue(from, out HashSet<string>? found) && found.Contains(to);
        return [.. reached.Keys.Where(name => Reaches(name, name))
            .Select(name => string.Join(' ', reached[name].Where(other => Reaches(other, name)).Order(StringComparer.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal)];
    }
}
