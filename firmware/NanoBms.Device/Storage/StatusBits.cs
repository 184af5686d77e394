namespace NanoBms.Device.Storage
{
    /// <summary>Bits of field7.</summary>
    public static class StatusBits
    {
        /// <summary>A reading failed or was not plausible since the entry before.</summary>
        public const int SensorFault = 1;

        /// <summary>A reading was replaced by the one before it since the entry before.</summary>
        public const int Held = 2;

        /// <summary>A gap: the window restarted since the entry before.</summary>
        public const int Restarted = 4;

        /// <summary>Older entries wait to be sent.</summary>
        public const int Buffered = 8;

        /// <summary>First entry since power-up.</summary>
        public const int PowerUp = 16;

        /// <summary>Network and charge count tell different states of charge.</summary>
        public const int Disagreement = 32;

        /// <summary>First entry since the supervision restarted the device.</summary>
        public const int SupervisedRestart = 64;

        /// <summary>The state of charge is low.</summary>
        public const int LowSoc = 128;

        /// <summary>The cell is too hot.</summary>
        public const int OverTemperature = 256;

        /// <summary>The current is too high, in either direction.</summary>
        public const int OverCurrent = 512;

        /// <summary>The battery is not the one that the settings and the model describe.</summary>
        public const int OtherBattery = 1024;
    }
}
