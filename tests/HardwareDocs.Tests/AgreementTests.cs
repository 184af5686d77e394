using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using NanoBms.Device.Settings;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Generation;
using NanoBms.HardwareDocs.Wirings;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests;

/// <summary>hardware/wiring.json against all that is made from it, read back from the files themselves.</summary>
public sealed class AgreementTests
{
    private static JsonElement Wiring { get; } =
        JsonDocument.Parse(File.ReadAllText(Repository.File(HardwareFiles.WiringPath))).RootElement;

    private static IEnumerable<JsonElement> Parts => Wiring.GetProperty("parts").EnumerateArray();

    [Fact]
    public void All_files_are_as_the_description_makes_them()
    {
        IReadOnlyList<string> stale = HardwareFiles.Stale(Repository.Root);
        Assert.True(stale.Count == 0, HardwareFiles.Sentence(stale));
    }

    /// <summary>CSV, JSON and KiCad's libraries have no comments; the guide is written by hand around its tables.</summary>
    [Fact]
    public void Each_file_that_can_hold_a_comment_says_that_it_is_not_to_be_edited()
    {
        string[] mute = [".md", ".csv", ".json", ".kicad_pro", ".kicad_sym", ""];
        string[] marked =
        [
            .. HardwareFiles.Create(WiringReader.Read(Repository.File(HardwareFiles.WiringPath)),
                File.ReadAllText(Repository.File(HardwareFiles.ReadmePath)))
                .Where(file => !mute.Contains(Path.GetExtension(file.Path))).Select(file => file.Path),
        ];
        Assert.Equal(7, marked.Length);
        Assert.All(marked,
            path => Assert.Contains("do not edit", File.ReadAllText(Repository.File(path)), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_schematic_connects_what_the_description_says()
    {
        Dictionary<string, string> nets = new SchematicNetlist(Repository.File(HardwareFiles.SchematicPath)).Nets;
        var expected = new Dictionary<string, string>
        {
            ["#FLG01 pwr"] = "GND",
            ["U1 3V3"] = "+3V3",
            ["U1 GND"] = "GND",
            ["U2 A0"] = "GND",
            ["U2 A1"] = "GND"
        };
        foreach (JsonElement part in Parts)
        {
            foreach (JsonProperty pin in part.GetProperty("pins").EnumerateObject())
            {
                expected[$"{Text(part, "reference")} {pin.Name}"] = pin.Value.GetString()!;
            }
        }

        foreach (JsonElement pin in Wiring.GetProperty("pins").EnumerateArray())
        {
            expected[$"U1 IO{pin.GetProperty("gpio").GetInt32()}"] = Text(pin, "net");
        }

        Assert.Equal("0x40", Text(Wiring.GetProperty("sensor"), "address"));
        Assert.Equal(Lines(expected), Lines(nets.Where(net => net.Value.Length > 0)));

        // 38 pins less 3V3, 3 of ground and 6 GPIOs.
        Assert.Equal(28, nets.Count(net => net.Key.StartsWith("U1 ", StringComparison.Ordinal) && net.Value.Length == 0));
    }

    [Fact]
    public void The_schematic_has_the_values_of_the_description()
    {
        Dictionary<string, string> values = new SchematicNetlist(Repository.File(HardwareFiles.SchematicPath)).Values;
        Assert.Equal(Parts.Select(part => Text(part, "reference")).Append("#FLG01").Order(), values.Keys.Order());
        double shunt = double.Parse(values["R1"].Split('m')[0], CultureInfo.InvariantCulture);
        Assert.Equal(Wiring.GetProperty("shunt").GetProperty("ohm").GetDouble() * 1000, shunt, 6);
        JsonElement thermistor = Wiring.GetProperty("thermistor");
        Assert.Equal(
            FormattableString.Invariant(
                $"{thermistor.GetProperty("nominalOhm").GetDouble() / 1000}k B{thermistor.GetProperty("betaK").GetDouble()}"),
                values["TH1"]);
        Assert.Equal(FormattableString.Invariant($"{thermistor.GetProperty("dividerOhm").GetDouble() / 1000}k"), values["R7"]);
    }

    [Fact]
    public void KiCads_own_netlist_agrees_with_the_schematic()
    {
        Expression netlist = Expression.Parse(File.ReadAllText(Repository.File("hardware", "kicad", "nanobms.net")));
        IEnumerable<string> nodes = netlist["nets"].All("net")
            .Where(net => !net["name"].Items[1].Text.StartsWith("unconnected-", StringComparison.Ordinal))
            .SelectMany(
                net => net.All("node").Select(
                    node => $"{node["ref"].Items[1].Text}.{node["pin"].Items[1].Text} {net["name"].Items[1].Text}"));
        string schematic = new SchematicNetlist(Repository.File(HardwareFiles.SchematicPath)).Nodes;
        Assert.True(
            schematic == string.Join('\n', nodes.Order(StringComparer.Ordinal)),
            "hardware/kicad/nanobms.net is not of this schematic; run eng/kicad-export.");
        Assert.Contains("U1.25 I2C_SDA\n", schematic, StringComparison.Ordinal);
    }

    [Fact]
    public void KiCads_exports_are_of_this_schematic_and_free_of_violations()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Repository.File(HardwareFiles.SchematicPath))));
        Assert.True(
            File.ReadAllText(Repository.File("hardware", "kicad", "exported.sha256")) == $"{hash}  nanobms.kicad_sch\n",
            "the SVG and PDF in hardware/kicad are not of this schematic; run eng/kicad-export.");
        Assert.Contains("Errors 0  Warnings 0", File.ReadAllText(Repository.File("hardware", "kicad", "erc.txt")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_firmware_has_the_boards_pins_and_values()
    {
        var settings = new DeviceSettings();
        JsonElement thermistor = Wiring.GetProperty("thermistor");
        Assert.Equal(Text(Wiring.GetProperty("sensor"), "chip"), settings.CurrentSensor);
        Assert.Equal(Text(Wiring.GetProperty("sensor"), "address"),
            "0x" + settings.SensorAddress.ToString("X2", CultureInfo.InvariantCulture));
        Assert.Equal((float)Wiring.GetProperty("shunt").GetProperty("ohm").GetDouble(), settings.ShuntOhm);
        Assert.Equal((float)thermistor.GetProperty("nominalOhm").GetDouble(), settings.ThermistorNominalOhm);
        Assert.Equal((float)thermistor.GetProperty("betaK").GetDouble(), settings.ThermistorBeta);
        Assert.Equal((float)thermistor.GetProperty("dividerOhm").GetDouble(), settings.ThermistorResistorOhm);
        Assert.Equal((float)thermistor.GetProperty("adcFullScalePerSupply").GetDouble(), settings.AdcFullScalePerSupply);
        Assert.Equal(Gpio("i2cDataPin"), settings.I2cDataPin);
        Assert.Equal(Gpio("i2cClockPin"), settings.I2cClockPin);
        Assert.Equal(Gpio("alarmLowSocPin"), settings.AlarmLowSocPin);
        Assert.Equal(Gpio("alarmOverTemperaturePin"), settings.AlarmOverTemperaturePin);
        Assert.Equal(Gpio("alarmOverCurrentPin"), settings.AlarmOverCurrentPin);

        // ESP32 datasheet, table of pins: ADC1_CH0..7.
        int[] channels = [36, 37, 38, 39, 32, 33, 34, 35];
        Assert.Equal(Gpio("thermistorChannel"), channels[settings.ThermistorChannel]);
    }

    [Fact]
    public void The_guides_table_names_the_pins()
    {
        string readme = File.ReadAllText(Repository.File(HardwareFiles.ReadmePath));
        string table =
            readme[readme.IndexOf("<!-- begin pins -->", StringComparison.Ordinal)..readme.IndexOf("<!-- end pins -->",
                StringComparison.Ordinal)];
        Dictionary<string, int> rows = Regex.Matches(table, @"^\| (\d+) \| [^|]+ \| (\w+) \|", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[2].Value, row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(
            Wiring.GetProperty("pins").EnumerateArray().Select(pin => (Text(pin, "net"), pin.GetProperty("gpio").GetInt32())).Order(),
            rows.Select(row => (row.Key, row.Value)).Order());

        // Espressif's board guide: GPIO21 is the sixth pin of the right row, GPIO34 the fifth of the left.
        Assert.Contains("| 21 | right row, pin 6 |", table, StringComparison.Ordinal);
        Assert.Contains("| 34 | left row, pin 5 |", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one-cell.svg")]
    [InlineData("pack-2s-4s.svg")]
    [InlineData("lead-acid-12v.svg")]
    public void The_pictures_name_every_pin_and_part(string name)
    {
        string picture = File.ReadAllText(Repository.File("hardware", "pictures", name));
        foreach (JsonElement pin in Wiring.GetProperty("pins").EnumerateArray())
        {
            Assert.Contains($">GPIO{pin.GetProperty("gpio").GetInt32()}  (", picture, StringComparison.Ordinal);
        }

        // J3, Q, R9 and R10 are the alarm outputs, which the pictures only mention.
        foreach (string reference in Parts.Where(part => !part.TryGetProperty("option", out _)).Select(part => Text(part, "reference")))
        {
            Assert.Matches($@"\b{reference}\b", picture);
        }
    }

    [Fact]
    public void The_bill_of_materials_has_every_part_once()
    {
        using var csv = new CsvReader(File.OpenText(Repository.File("hardware", "bom.csv")), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var references = new List<string>();
        while (csv.Read())
        {
            string[] row = csv.GetField("reference")!.Split(' ');
            Assert.Equal(row.Length, csv.GetField<int>("quantity"));
            Assert.NotEqual("", csv.GetField("maker's part number"));
            Assert.NotEqual("", csv.GetField("number seen in"));
            references.AddRange(row);
        }

        Assert.Equal(Parts.Select(part => Text(part, "reference")).Order(), references.Order());
    }

    [Fact]
    public void The_Wokwi_project_joins_pins_that_are_there()
    {
        JsonElement diagram = JsonDocument.Parse(File.ReadAllText(Repository.File("hardware", "wokwi", "diagram.json"))).RootElement;
        Assert.Equal(1, diagram.GetProperty("version").GetInt32());
        Dictionary<string, string> types =
            diagram.GetProperty("parts").EnumerateArray().ToDictionary(part => Text(part, "id"), part => Text(part, "type"));
        List<string> used = [];
        foreach (JsonElement wire in diagram.GetProperty("connections").EnumerateArray())
        {
            Assert.Equal(4, wire.GetArrayLength());
            foreach (string end in (string[])[wire[0].GetString()!, wire[1].GetString()!])
            {
                Assert.Contains(end.Split(':')[0], types.Keys);
                used.Add(end);
            }
        }

        // Names of Wokwi's own description of this board.
        string[] names =
            ("3V3 EN VP VN 34 35 32 33 25 26 27 14 12 GND.1 13 D2 D3 CMD 5V GND.2 "
                + "23 22 TX RX 21 GND.3 19 18 5 17 16 4 0 2 15 D1 D0 CLK").Split(' ');
        Assert.All(used.Where(end => end.StartsWith("esp:", StringComparison.Ordinal)), end => Assert.Contains(end[4..], names));
        Assert.Contains($"esp:{Gpio("thermistorChannel")}", used);
        Assert.Contains($"esp:{Gpio("alarmLowSocPin")}", used);
        string config = File.ReadAllText(Repository.File("hardware", "wokwi", "wokwi.toml"));
        Assert.Contains("[wokwi]\nversion = 1\nfirmware = ", config, StringComparison.Ordinal);
        Assert.Contains("Not run by us", config, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_pin_is_noticed_until_all_is_made_anew()
    {
        using var board = new Board();
        Assert.Empty(HardwareFiles.Stale(board.Root));
        board.Replace("\"gpio\": 21", "\"gpio\": 19");
        IReadOnlyList<string> stale = HardwareFiles.Stale(board.Root);
        Assert.Equal(
            "hardware/README.md, firmware/generated/BoardDefaults.cs, hardware/kicad/nanobms.kicad_sch, hardware/wokwi/diagram.json, "
            + "hardware/pictures/breadboard.svg, hardware/pictures/one-cell.svg, hardware/pictures/pack-2s-4s.svg, "
            + "hardware/pictures/lead-acid-12v.svg do not agree with hardware/wiring.json and the table of boards; "
            + "run 'dotnet run --project tools/HardwareDocs'.",
            HardwareFiles.Sentence(stale));

        Assert.Equal(stale, HardwareFiles.Update(board.Root));
        Assert.Empty(HardwareFiles.Stale(board.Root));
        Dictionary<string, string> nets = new SchematicNetlist(Path.Combine(board.Root, HardwareFiles.SchematicPath)).Nets;
        Assert.Equal("I2C_SDA", nets["U1 IO19"]);
        Assert.Equal("", nets["U1 IO21"]);
        Assert.Contains("I2cDataPin = 19;", File.ReadAllText(Path.Combine(board.Root, HardwareFiles.DefaultsPath)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_address_moves_the_address_pins()
    {
        using var board = new Board();
        board.Replace("\"0x40\"", "\"0x45\"");
        HardwareFiles.Update(board.Root);
        Dictionary<string, string> nets = new SchematicNetlist(Path.Combine(board.Root, HardwareFiles.SchematicPath)).Nets;

        // TI SBOS547: A1 and A0 at VS make 1000101.
        Assert.Equal("+3V3", nets["U2 A0"]);
        Assert.Equal("+3V3", nets["U2 A1"]);
    }

    [Fact]
    public void A_chip_that_the_firmware_does_not_know_is_refused_with_the_names_of_those_that_it_does()
    {
        using var board = new Board();
        board.Replace("\"chip\": \"INA226\"", "\"chip\": \"INA999\"");
        string message = Assert.Throws<UserError>(() => HardwareFiles.Update(board.Root)).Message;
        Assert.StartsWith($"'{board.WiringPath}': sensor.chip is 'INA999'; the firmware knows \"INA226\" or ", message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"gpio\": 21", "\"gpio\": 22", "GPIO22 is used twice; I2C_SDA needs one of its own.")]
    [InlineData("\"gpio\": 21", "\"gpio\": 35", "I2C_SDA is on GPIO35, which is an input only.")]
    [InlineData("\"gpio\": 21", "\"gpio\": 6", "I2C_SDA is on GPIO6, which flash, boot mode or console need; choose another.")]
    [InlineData("\"gpio\": 21", "\"gpio\": 20", "I2C_SDA is on GPIO20, which the ESP32-DevKitC V4 does not have.")]
    [InlineData("\"gpio\": 34", "\"gpio\": 13", "NTC_ADC is on GPIO13, which is not on ADC1; take 32 to 36 or 39.")]
    [InlineData("\"0x40\"", "\"0x30\"", "sensor.address is '0x30'; an INA226 has \"0x40\" to \"0x4F\".")]
    [InlineData("\"chip\": \"INA226\"", "\"chip\": \"INA219\"", "sensor.chip is 'INA219', and no part has its symbol.")]
    [InlineData("\"IN+\"", "\"INP\"", "U2 has no pin 'INP'.")]
    [InlineData("\"K\": \"BAT_FUSED\"", "\"K\": \"BAT_FUSE\"", "net BAT_FUSE has only one pin, D1 1.")]
    public void A_board_that_cannot_work_is_refused(string old, string by, string sentence)
    {
        using var board = new Board();
        board.Replace(old, by);
        string message = Assert.Throws<UserError>(() => HardwareFiles.Update(board.Root)).Message;
        Assert.Equal($"'{board.WiringPath}': {sentence}", message);
    }

    private static int Gpio(string setting) =>
        Wiring.GetProperty("pins").EnumerateArray().Single(pin => Text(pin, "setting") == setting).GetProperty("gpio").GetInt32();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Lines(IEnumerable<KeyValuePair<string, string>> nets) =>
        string.Join('\n', nets.Select(net => $"{net.Key}: {net.Value}").Order(StringComparer.Ordinal));
}
