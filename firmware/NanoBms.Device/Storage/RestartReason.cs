namespace NanoBms.Device.Storage
{
    /// <summary>Why the supervision restarted the device. The numbers are on flash.</summary>
    public enum RestartReason
    {
        /// <summary>It did not.</summary>
        None = 0,

        /// <summary>A loop did not come back.</summary>
        Hang = 1,

        /// <summary>Memory ran low.</summary>
        LowMemory = 2,

        /// <summary>A loop failed again and again.</summary>
        RepeatedException = 3,

        /// <summary>For hours no request was answered although the network was there.</summary>
        NoAnswer = 4,

        /// <summary>The set-up page came or went.</summary>
        SetUp = 5,
    }
}
