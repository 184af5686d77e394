using System.Globalization;

namespace NanoBms.HardwareDocs.Tests;

/// <summary>A list or an atom of KiCad's files.</summary>
internal sealed class Expression
{
    public string Text { get; private init; } = "";

    public List<Expression> Items { get; } = [];

    public string Head => Items.Count > 0 ? Items[0].Text : "";

    public Expression this[string head] => Items.First(item => item.Head == head);

    public IEnumerable<Expression> All(string head) => Items.Where(item => item.Head == head);

    public double Number(int index) => double.Parse(Items[index].Text, CultureInfo.InvariantCulture);

    public static Expression Parse(string text)
    {
        var open = new Stack<Expression>([new Expression()]);
        for (int k = 0; k < text.Length; k++)
        {
            switch (text[k])
            {
                case '(':
                    open.Push(new Expression());
                    break;
                case ')':
                    Expression closed = open.Pop();
                    open.Peek().Items.Add(closed);
                    break;
                case '"':
                    int end = text.IndexOf('"', k + 1);
                    open.Peek().Items.Add(new Expression { Text = text[(k + 1)..end] });
                    k = end;
                    break;
                case char letter when !char.IsWhiteSpace(letter):
                    int stop = text.AsSpan(k).IndexOfAny(" ()\n") + k;
                    open.Peek().Items.Add(new Expression { Text = text[k..stop] });
                    k = stop - 1;
                    break;
            }
        }

        return Assert.Single(Assert.Single(open).Items);
    }
}

/// <summary>What is connected in a schematic file: worked out from the places of pins, wires and labels alone.</summary>
internal sealed class SchematicNetlist
{
    private readonly Dictionary<(long X, long Y), (long X, long Y)> parents = [];
    private readonly List<(string Reference, string PinName, string Number, (long X, long Y) Place)> pins = [];
    private readonly Dictionary<(long X, long Y), string> names = [];
    private readonly HashSet<(long X, long Y)> open = [];

    public SchematicNetlist(string path)
    {
        Expression file = Expression.Parse(File.ReadAllText(path));
        Dictionary<string, Expression> symbols = file["lib_symbols"].All("symbol").ToDictionary(symbol => symbol.Items[1].Text);
        foreach (Expression symbol in file.All("symbol"))
        {
            Assert.Equal(0, symbol["at"].Number(3));
            string reference = symbol.All("property").First(property => property.Items[1].Text == "Reference").Items[2].Text;
            Values[reference] = symbol.All("property").First(property => property.Items[1].Text == "Value").Items[2].Text;
            foreach (Expression pin in symbols[symbol["lib_id"].Items[1].Text].All("symbol").SelectMany(unit => unit.All("pin")))
            {
                pins.Add(
                    (reference, pin["name"].Items[1].Text, pin["number"].Items[1].Text,
                        Place(symbol["at"].Number(1) + pin["at"].Number(1), symbol["at"].Number(2) - pin["at"].Number(2))));
            }
        }

        foreach (Expression wire in file.All("wire"))
        {
            Expression[] ends = [.. wire["pts"].All("xy")];
            Join(Place(ends[0].Number(1), ends[0].Number(2)), Place(ends[1].Number(1), ends[1].Number(2)));
        }

        var labelled = new Dictionary<string, (long, long)>();
        foreach (Expression label in file.All("global_label"))
        {
            (long, long) place = Place(label["at"].Number(1), label["at"].Number(2));
            Join(place, labelled.TryGetValue(label.Items[1].Text, out (long, long) other) ? other : labelled[label.Items[1].Text] = place);
        }

        foreach ((string name, (long, long) place) in labelled)
        {
            // Two names on one net would be a short circuit.
            Assert.True(names.TryAdd(Root(place), name), $"{name} is connected with {names.GetValueOrDefault(Root(place))}");
        }

        open.UnionWith(file.All("no_connect").Select(cross => Place(cross["at"].Number(1), cross["at"].Number(2))));
    }

    /// <summary>Value of each reference.</summary>
    public Dictionary<string, string> Values { get; } = [];

    /// <summary>Net of each pin, "U1 IO21"; a pin of several numbers (ground) must be on one net; "" for a pin marked as open.</summary>
    public Dictionary<string, string> Nets
    {
        get
        {
            var nets = new Dictionary<string, string>();
            foreach ((string reference, string pin, _, (long, long) place) in pins)
            {
                string net = names.GetValueOrDefault(Root(place), "");
                Assert.True(net.Length > 0 ^ open.Contains(place), $"{reference} {pin} is neither connected nor marked as open, or both");
                Assert.True(
                    nets.TryAdd($"{reference} {pin}", net) || nets[$"{reference} {pin}"] == net, $"{reference} {pin} is on two nets");
            }

            return nets;
        }
    }

    /// <summary>"REFERENCE.NUMBER NET" of all connected pins of parts, sorted.</summary>
    public string Nodes => string.Join('\n', pins.Where(pin => !pin.Reference.StartsWith('#') && names.ContainsKey(Root(pin.Place)))
        .Select(pin => $"{pin.Reference}.{pin.Number} {names[Root(pin.Place)]}").Order(StringComparer.Ordinal));

    private static (long, long) Place(double x, double y) => ((long)Math.Round(x * 1000), (long)Math.Round(y * 1000));

    private (long, long) Root((long, long) place)
    {
        while (parents.TryGetValue(place, out (long, long) parent))
        {
            place = parent;
        }

        return place;
    }

    private void Join((long, long) left, (long, long) right)
    {
        (left, right) = (Root(left), Root(right));
        if (left != right)
        {
            parents[left] = right;
        }
    }
}
