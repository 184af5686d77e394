using NanoBms.Foundation;
using NanoBms.HardwareDocs.Generation;
using NanoBms.HardwareDocs.Pictures;
using NanoBms.HardwareDocs.Wirings;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests;

/// <summary>The breadboard against the schematic's connections; that the file is as it is drawn is held with all others.</summary>
public sealed class BreadboardTests
{
    private static Wiring Wiring { get; } = WiringReader.Read(Repository.File(HardwareFiles.WiringPath));

    [Fact]
    public void What_stands_in_a_column_is_joined_in_the_schematic_and_what_is_not_joined_stands_apart()
    {
        Dictionary<string, string> nets = new SchematicNetlist(Repository.File(HardwareFiles.SchematicPath)).Nets;
        foreach (IGrouping<int, BreadboardLeg> column in Breadboard.Legs.GroupBy(leg => leg.Column))
        {
            Assert.InRange(column.Key, 1, Breadboard.Columns);
            Assert.NotEqual(Breadboard.AlertColumn, column.Key);
            Assert.Single(column.Select(leg => nets[$"{leg.Part} {leg.Pin}"]).Distinct());
        }

        // Joined by columns, rails and the wires to the ESP32 alone: each net is one column, except those that have a rail.
        Assert.All(
            Breadboard.Nets(Wiring).GroupBy(column => column.Value).Where(net => net.Count() > 1),
            net => Assert.Contains(net.Key, (string[])["+3V3", "GND"]));
    }

    [Fact]
    public void All_of_the_chip_but_the_shunts_ends_and_the_address_stands_in_the_board()
    {
        IEnumerable<string> wired = Wiring.Part("U2").Pins.Keys.Except(["IN+", "IN-"]);
        Assert.Equal(wired.Order(), Breadboard.Legs.Where(leg => leg.Part == "U2").Select(leg => leg.Pin).Order());
        foreach (string reference in (string[])["TH1", "R7", "C4"])
        {
            Assert.Equal(
                Wiring.Part(reference).Pins.Keys.Order(),
                Breadboard.Legs.Where(leg => leg.Part == reference).Select(leg => leg.Pin).Order());
        }
    }

    [Fact]
    public void The_side_of_the_battery_is_the_chips_minus_input()
    {
        // Charging reads positive: the schematic has the shunt's battery side at IN-, behind R3.
        string Of(string reference, string pin) => Wiring.Part(reference).Pins[pin];
        Assert.Equal("BAT_FUSED", Of("R3", "1"));
        Assert.Equal(Of("U2", "IN-"), Of("R3", "2"));
        string picture = File.ReadAllText(Repository.File("hardware", "pictures", BreadboardPicture.FileName));
        int minus = Place(picture, "IN-"), plus = Place(picture, "IN+");
        Assert.Contains($"points=\"200,90 {minus},90 {minus},", picture, StringComparison.Ordinal);
        Assert.Contains($"points=\"{plus},190 {plus},120 900,120\"", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Pins_are_named_as_in_the_table()
    {
        string picture = File.ReadAllText(Repository.File("hardware", "pictures", BreadboardPicture.FileName));
        foreach (string setting in (string[])["i2cDataPin", "i2cClockPin", "thermistorChannel"])
        {
            Assert.Contains($">GPIO{Wiring.Pin(setting).Gpio}  (", picture, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_nets_in_one_column_are_refused()
    {
        Part divider = Wiring.Part("R7");
        var pins = new Dictionary<string, string>(divider.Pins) { ["1"] = "+3V3" };
        Wiring wrong = Wiring with { Parts = [.. Wiring.Parts.Select(part => part == divider ? part with { Pins = pins } : part)] };
        string sentence = Assert.Throws<UserError>(() => BreadboardPicture.Draw(wrong)).Message;
        Assert.Equal(
            "On the breadboard R7's pin 1 (+3V3) stands in column 18 with NTC_ADC; move it in tools/HardwareDocs/Pictures/Breadboard.cs.",
            sentence);
    }

    private static int Place(string picture, string name)
    {
        string before = picture[..picture.IndexOf($">{name}<", StringComparison.Ordinal)];
        string place = before[(before.LastIndexOf("<text x=\"", StringComparison.Ordinal) + 9)..];
        return int.Parse(place[..place.IndexOf('"', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
