namespace NanoBms.ChannelServer;

/// <summary>How the page uses a field besides drawing it.</summary>
public enum FieldRole
{
    /// <summary>A chart only.</summary>
    Plain = 0,

    /// <summary>State of charge in percent: the gauge.</summary>
    StateOfCharge = 1,

    /// <summary>Error bar of the state of charge, plus and minus percent: the band on the gauge.</summary>
    ErrorBar = 2,

    /// <summary>Current in amperes, discharge negative: charging, discharging or resting.</summary>
    Current = 3,

    /// <summary>Status bits of the firmware: the health list and a timeline.</summary>
    StatusBits = 4,

    /// <summary>Voltage of the battery in volts: with the current its power.</summary>
    Voltage = 5,

    /// <summary>Capacity of the battery as it was learnt, ampere-hours: what is left, and for how long.</summary>
    Capacity = 6,
}
