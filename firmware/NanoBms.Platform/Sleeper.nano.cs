using System;
using System.Threading;
using NanoBms.Device.Hardware;
using nanoFramework.Hardware.Esp32;

namespace NanoBms.Platform
{
    /// <summary>The ESP32's sleep modes, ended by its timer.</summary>
    public sealed class Sleeper : ISleep
    {
        private readonly SystemClock clock;
        private readonly WifiNetwork network;

        /// <summary>The sleep of the board.</summary>
        /// <param name="clock">Its clock, which is told of the time slept.</param>
        /// <param name="network">Its network, which is given up before.</param>
        public Sleeper(SystemClock clock, WifiNetwork network)
        {
            this.clock = clock;
            this.network = network;
            IsWake = Board.HasWoken;
        }

        /// <inheritdoc/>
        public bool IsWake { get; }

        /// <inheritdoc/>
        public bool TryLightSleep(int durationMs)
        {
            network.Release();

            // The tick count stands still in light sleep; the date does not, whether it is set or not.
            long startedMs = clock.UptimeMs, startedTicks = DateTime.UtcNow.Ticks;
            if (Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(durationMs)) != EspNativeError.OK
                || Sleep.StartLightSleep() != EspNativeError.OK)
            {
                return false;
            }

            long sleptMs = (DateTime.UtcNow.Ticks - startedTicks) / TimeSpan.TicksPerMillisecond;
            if (startedMs + sleptMs > clock.UptimeMs)
            {
                clock.SetUptime(startedMs + sleptMs);
            }

            return true;
        }

        /// <inheritdoc/>
        public void DeepSleep(int durationMs)
        {
            network.Release();
            Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(durationMs));
            Sleep.StartDeepSleep();

            // The runtime ends this program while it waits.
            Thread.Sleep(Timeout.Infinite);
        }

        /// <inheritdoc/>
        public void ResumeUptime(long uptimeMs)
        {
            clock.SetUptime(uptimeMs);
        }
    }
}
