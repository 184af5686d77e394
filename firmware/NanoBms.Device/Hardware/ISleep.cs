namespace NanoBms.Device.Hardware
{
    /// <summary>The machine's sleep. What it does to the uptime is taken care of: slept time counts.</summary>
    public interface ISleep
    {
        /// <summary>Whether this run began with the end of a deep sleep, and not with power-up or a restart.</summary>
        bool IsWake { get; }

        /// <summary>
        /// Lets everything rest for a time; memory and pins stay as they are, the network is gone afterwards. False where the machine did
        /// not sleep.
        /// </summary>
        /// <param name="durationMs">Milliseconds, above 0.</param>
        bool TryLightSleep(int durationMs);

        /// <summary>
        /// Switches all off but the clock; after that time the program begins anew. Does not come back on a machine that can.
        /// </summary>
        /// <param name="durationMs">Milliseconds, above 0.</param>
        void DeepSleep(int durationMs);

        /// <summary>Tells a run that began with the end of a deep sleep what the uptime is: it goes on from there.</summary>
        void ResumeUptime(long uptimeMs);
    }
}
