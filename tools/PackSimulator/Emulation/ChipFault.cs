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
