namespace NanoBms.PackSimulator.Sensors;

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

    /// <summary>
    /// A data line stuck low: every word reads as zeros, writes get lost. At an ADC: the pin at ground, as with an open thermistor.
    /// </summary>
    Zeros = 4,

    /// <summary>Every word reads as ones, writes get lost. At an ADC: the pin at the supply, as with a shorted thermistor.</summary>
    Ones = 5,

    /// <summary>A current beyond the shunt's range.</summary>
    Overload = 6,

    /// <summary>A voltage that no cell has.</summary>
    Nonsense = 7,

    /// <summary>It says that it has new results, and they are the old ones.</summary>
    Frozen = 8,

    /// <summary>Results at random over its whole range.</summary>
    Noise = 9,
}

/// <summary>Which sensor fails when.</summary>
public interface IFaultScript
{
    /// <summary>State of the sensor chip at a time.</summary>
    /// <param name="uptimeMs">Simulated milliseconds since power-up.</param>
    ChipFault ChipAt(long uptimeMs);

    /// <summary>State of the thermistor's ADC at a time.</summary>
    /// <param name="uptimeMs">Simulated milliseconds since power-up.</param>
    ChipFault ThermistorAt(long uptimeMs);
}
