namespace NanoBms.Device.Sensors
{
    /// <summary>Why a sensor gave no reading.</summary>
    public enum SensorFault
    {
        /// <summary>It gave one.</summary>
        None = 0,

        /// <summary>The chip does not answer: not wired, not powered, or the bus is stuck.</summary>
        NoAnswer = 1,

        /// <summary>What answers is not the chip that was set, or a stuck bus that reads as all zeros or ones.</summary>
        WrongChip = 2,

        /// <summary>The chip was set up just now and is taking its first reading.</summary>
        Starting = 3,

        /// <summary>The value is beyond what the sensor can measure.</summary>
        OutOfRange = 4,

        /// <summary>It answers with what it measured before, and measures no more.</summary>
        Stopped = 5,
    }

    /// <summary>A chip that measures current at a shunt and the voltage beside it.</summary>
    public interface ICurrentSensor
    {
        /// <summary>Why the last reading failed, in words; empty after a good one.</summary>
        string Fault { get; }

        /// <summary>Why the last reading failed.</summary>
        SensorFault FaultKind { get; }

        /// <summary>Reads both; false, with the fault, where that fails. Sets the chip up where it is new or was reset.</summary>
        /// <param name="busVoltageV">Volts at the bus pin.</param>
        /// <param name="currentA">Amperes from IN+ to IN-.</param>
        bool TryRead(out float busVoltageV, out float currentA);
    }
}
