namespace NanoBms.PackSimulator.Emulation;

/// <summary>What is wrong with a sensor.</summary>
public enum ChipFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It does not answer.</summary>
    Silent = 1,

    /// <summary>It answers with random bits.</summary>
    Junk = 2,

    /// <summary>It measures no more and answers with its last results.</summary>
    Stopped = 3,

    /// <summary>A data line stuck low: every word reads as zeros, writes get lost. At an ADC: the pin at ground, as with an open thermistor.</summary>
    Zeros = 4,

    /// <summary>Every word reads as ones, writes get lost. At an ADC: the pin at the supply, as with a shorted thermistor.</summary>
    Ones = 5,

    /// <summary>A current beyond the shunt's range.</summary>
    Overload = 6,

    /// <summary>A voltage that no cell has.</summary>
    Nonsense = 7,
}

/// <summary>Which sensor fails when.</summary>
public interface IFaultScript
{
    /// <summary>State of the INA226 at a time.</summary>
    /// <param name="uptimeMs">Simulated milliseconds since power-up.</param>
    ChipFault Ina226At(long uptimeMs);

    /// <summary>State of the thermistor's ADC at a time.</summary>
    /// <param name="uptimeMs">Simulated milliseconds since power-up.</param>
    ChipFault ThermistorAt(long uptimeMs);
}
