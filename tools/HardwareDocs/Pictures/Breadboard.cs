using NanoBms.Foundation;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Pictures;

/// <summary>A leg of a part in a breadboard, whose columns join what stands in them.</summary>
/// <param name="Part">Reference of the part.</param>
/// <param name="Pin">Its pin, as the wiring names it.</param>
/// <param name="Printed">What the module has printed beside it; of other parts the pin.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record BreadboardLeg(string Part, string Pin, string Printed, int Column);

/// <summary>Where the parts of a first try stand in a breadboard; what joins them follows from the wiring.</summary>
public static class Breadboard
{
    /// <summary>Columns of the board.</summary>
    public const int Columns = 26;

    /// <summary>Legs that stand in the board. The shunt's two ends do not: their current goes to the module's own terminals.</summary>
    public static IReadOnlyList<BreadboardLeg> Legs { get; } =
    [
        new("U2", "VS", "VCC", 3), new("U2", "GND", "GND", 4), new("U2", "SCL", "SCL", 5), new("U2", "SDA", "SDA", 6),
        new("U2", "VBUS", "VBS", 8),
        new("TH1", "1", "1", 15), new("TH1", "2", "2", 18),
        new("R7", "1", "1", 18), new("R7", "2", "2", 22),
        new("C4", "1", "1", 18), new("C4", "2", "2", 22),
    ];

    /// <summary>The column of the module's alert, which goes nowhere.</summary>
    public const int AlertColumn = 7;

    /// <summary>The net of each column in use.</summary>
    /// <exception cref="UserError">Legs of two nets stand in one column.</exception>
    public static IReadOnlyDictionary<int, string> Nets(Wiring wiring)
    {
        var nets = new SortedDictionary<int, string>();
        foreach (BreadboardLeg leg in Legs)
        {
            string net = wiring.Part(leg.Part).Pins[leg.Pin];
            if (!nets.TryAdd(leg.Column, net) && nets[leg.Column] != net)
            {
                throw new UserError(
                    $"On the breadboard {leg.Part}'s pin {leg.Pin} ({net}) stands in column {leg.Column} with {nets[leg.Column]}; "
                        + "move it in tools/HardwareDocs/Pictures/Breadboard.cs.");
            }
        }

        return nets;
    }
}
