
namespace NanoBms.HardwareDocs.Wirings;

/// <summary>The one description of the board: hardware/wiring.json.</summary>
/// <param name="Board">Name of the microcontroller's board.</param>
/// <param name="Sensor">Current sensor.</param>
/// <param name="Shunt">Shunt.</param>
/// <param name="Thermistor">NTC and its divider.</param>
/// <param name="SensorErrors">What the sensors may be wrong by.</param>
/// <param name="Pins">GPIOs in use.</param>
/// <param name="Parts">All parts with their nets.</param>
public sealed record Wiring(
    string Board, SensorWiring Sensor, ShuntWiring Shunt, ThermistorWiring Thermistor, SensorErrorWiring SensorErrors,
    IReadOnlyList<PinWiring> Pins, IReadOnlyList<Part> Parts)
{
    /// <summary>The pin that a setting of the firmware names.</summary>
    public PinWiring Pin(string setting) => Pins.Single(pin => pin.Setting == setting);

    /// <summary>The part of a reference.</summary>
    public Part Part(string reference) => Parts.Single(part => part.Reference == reference);
}

/// <summary>Current sensor.</summary>
/// <param name="Chip">Its name, as the setting currentSensor has it.</param>
/// <param name="Address">I2C address as "0x40".</param>
public sealed record SensorWiring(string Chip, string Address)
{
    /// <summary>I2C address.</summary>
    public int AddressNumber => WiringReader.ParseAddress(Address);
}

/// <summary>Shunt.</summary>
/// <param name="Ohm">Ohms.</param>
/// <param name="TolerancePercent">Tolerance, percent.</param>
/// <param name="ContinuousA">Amperes it may carry for long on the board.</param>
public sealed record ShuntWiring(double Ohm, double TolerancePercent, double ContinuousA);

/// <summary>NTC from the supply to the ADC pin, resistor from the pin to ground.</summary>
/// <param name="NominalOhm">NTC at 25 degrees Celsius, ohms.</param>
/// <param name="BetaK">Beta, kelvins.</param>
/// <param name="DividerOhm">Resistor to ground, ohms.</param>
/// <param name="AdcFullScalePerSupply">The ADC's full scale divided by the divider's supply.</param>
/// <param name="NominalTolerancePercent">Tolerance of the NTC, percent.</param>
/// <param name="BetaTolerancePercent">Tolerance of beta, percent.</param>
/// <param name="DividerTolerancePercent">Tolerance of the resistor, percent.</param>
public sealed record ThermistorWiring(
    double NominalOhm, double BetaK, double DividerOhm, double AdcFullScalePerSupply,
    double NominalTolerancePercent, double BetaTolerancePercent, double DividerTolerancePercent);

/// <summary>Greatest errors of the sensor chip and the ADC.</summary>
/// <param name="ShuntOffsetMicroV">Offset of the shunt voltage, microvolts (INA226: 10).</param>
/// <param name="ShuntGainPercent">Gain error of the shunt voltage, percent (INA226: 0.1).</param>
/// <param name="BusOffsetMilliV">Offset of the bus voltage, millivolts (INA226: 7.5).</param>
/// <param name="BusGainPercent">Gain error of the bus voltage, percent (INA226: 0.1).</param>
/// <param name="AdcPercent">Error of the microcontroller's ADC, percent of the reading.</param>
public sealed record SensorErrorWiring(
    double ShuntOffsetMicroV, double ShuntGainPercent, double BusOffsetMilliV, double BusGainPercent, double AdcPercent);

/// <summary>A GPIO in use.</summary>
/// <param name="Net">Net at the pin.</param>
/// <param name="Gpio">GPIO number.</param>
/// <param name="Setting">The firmware's setting that names it.</param>
/// <param name="Use">What for, in words.</param>
public sealed record PinWiring(string Net, int Gpio, string Setting, string Use);

/// <summary>A part of the schematic and the bill of materials.</summary>
/// <param name="Reference">Designator.</param>
/// <param name="Symbol">Symbol's name.</param>
/// <param name="Value">Value; empty where <paramref name="ValueOf"/> tells it.</param>
/// <param name="At">Place on the sheet, millimetres.</param>
/// <param name="Maker">Maker of the part.</param>
/// <param name="PartNumber">Maker's number.</param>
/// <param name="Checked">Where that number was seen, and what of it was not.</param>
/// <param name="Alternative">What does as well.</param>
/// <param name="Note">Remark.</param>
/// <param name="Pins">Net of each pin name; pins not named are not connected, except those that pins and address decide.</param>
/// <param name="ValueOf">shunt, thermistor or divider: the value stands there.</param>
/// <param name="Option">Whether it may be left out.</param>
public sealed record Part(
    string Reference, string Symbol, string Value, IReadOnlyList<double> At, string Maker, string PartNumber, string Checked,
    string Alternative, string Note,
    IReadOnlyDictionary<string, string> Pins, string? ValueOf = null, bool Option = false);
