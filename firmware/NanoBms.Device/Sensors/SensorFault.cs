namespace NanoBms.Device.Sensors
{
    /// <summary>Why a sensor gave no reading.</summary>
    public enum SensorFault
    {
        /// <summary>It gave one.</summary>
        None = 0,

        /// <summary>A chip does not answer: not wired, not powered, or the bus is stuck.</summary>
        NoAnswer = 1,

        /// <summary>
        /// What answers is not the chip that was set, or lost its set-up, or is a stuck bus that reads as all zeros or ones.
        /// </summary>
        WrongChip = 2,

        /// <summary>It was set up just now and is taking its first reading: no fault.</summary>
        Starting = 3,

        /// <summary>The value is beyond what the sensor can measure.</summary>
        OutOfRange = 4,

        /// <summary>It measures no more, whether or not it answers with what it measured before.</summary>
        Stopped = 5,

        /// <summary>It answers, and what it answers cannot be measured: <see cref="SensorWatch"/>.</summary>
        Implausible = 6,
    }
}
