namespace NanoBms.Device.Settings
{
    /// <summary>What a gauge does between samples: the values of <see cref="DeviceSettings.Sleep"/>.</summary>
    public static class SleepMode
    {
        /// <summary>It stays awake.</summary>
        public const string None = "none";

        /// <summary>All stops, memory and pins are kept.</summary>
        public const string Light = "light";

        /// <summary>All is switched off but the clock; the program begins anew and finds on flash where it was.</summary>
        public const string Deep = "deep";
    }
}
