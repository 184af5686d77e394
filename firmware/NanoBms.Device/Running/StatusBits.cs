namespace NanoBms.Device
{
    /// <summary>Bits of field7.</summary>
    public static class StatusBits
    {
        /// <summary>A reading failed or was not plausible since the entry before.</summary>
        public const int SensorFault = 1;

        /// <summary>A reading was replaced by the one before it since the entry before.</summary>
        public const int Held = 2;

        /// <summary>The window restarted since the entry before.</summary>
        public const int Restarted = 4;

        /// <summary>Older entries wait to be sent.</summary>
        public const int Buffered = 8;

        /// <summary>First entry since power-up.</summary>
        public const int PowerUp = 16;
    }
}
