using System.Globalization;
using System.Text;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation.Source;

/// <summary>Where layers put their weights as C# arrays.</summary>
/// <param name="width">Width of the activations.</param>
/// <param name="parts">Receives the arrays.</param>
internal sealed class ArraysSource(ActivationWidth width, PartWriter parts)
{
    private const int ValuesPerLine = 32;

    private int arrays;

    /// <summary>Width of the activations.</summary>
    public ActivationWidth Width { get; } = width;

    /// <summary>int16 activations.</summary>
    public bool IsWide => Width == ActivationWidth.Int16;

    /// <summary>Adds weights and gives the C# that names them.</summary>
    /// <exception cref="UserError">They are too many for the device.</exception>
    public string Weights(sbyte[] values) =>
        Array("sbyte", values.Length, values.Select(value => value.ToString(CultureInfo.InvariantCulture)), 1);

    /// <summary>Adds biases and gives the C# that names them.</summary>
    /// <exception cref="UserError">They are too many for the device.</exception>
    public string Biases(long[] values) => Array("long", values.Length, values.Select(value => Packing.Requantizer.Text(value)), 8);

    /// <summary>Adds an array to the current part and gives the C# that names it.</summary>
    private string Array(string type, int count, IEnumerable<string> values, int bytesEach)
    {
        int bytes = count * bytesEach;
        if (bytes > parts.Limit)
        {
            throw new UserError($"A weight matrix of {count} values is too large for an array on the device; use --layout packed.");
        }

        int part = parts.WithRoom(bytes);
        string name = $"A{arrays++}";
        var text = new StringBuilder($"        public static readonly {type}[] {name} =\n        {{\n");
        foreach (string[] line in values.Chunk(ValuesPerLine))
        {
            text.Append("            ").Append(string.Join(", ", line)).Append(",\n");
        }

        parts.Add(part, text.Append("        };\n").ToString(), bytes);
        return $"{PartWriter.Name(part)}.{name}";
    }
}
