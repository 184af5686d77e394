using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>What a gauge was at, over a deep sleep, which costs all memory: on flash, written before each sleep.</summary>
    /// <remarks>
    /// Two small files in turn, a write each sleep. With the 15 s model they have less than 512 bytes, which the ESP32's file system keeps
    /// in its directory; a block of that takes some 3 such writes before it is erased: 1,920 erases a day at a sleep each 15 s, and 5,760
    /// by the entries.
    /// </remarks>
    public sealed class SleepMemory
    {
        private const string Name = "sleep.";
        private const int Version = 7, HeaderBytes = 20;
        private const long LongestMs = 12 * 3600000L;

        private readonly IFileStore store;
        private byte[] payload;

        /// <summary>The memory in a store.</summary>
        public SleepMemory(IFileStore store)
        {
            this.store = store;
        }

        /// <summary>
        /// Loads what was kept before the sleep that just ended and works out how long it was; false where nothing whole is there, or the
        /// clock did not go on meanwhile.
        /// </summary>
        /// <param name="clock">The clock, which counts on in deep sleep whether it is set or not.</param>
        /// <param name="uptimeMs">Uptime now.</param>
        public bool TryLoad(IClock clock, out long uptimeMs)
        {
            uptimeMs = 0;
            payload = null;
            byte[] bytes = new TwinFile(store, Name).Load();
            if (bytes == null || bytes.Length < HeaderBytes)
            {
                return false;
            }

            var buffer = new StateBuffer(bytes, true);
            int version = 0;
            long ticks = 0;
            Header(buffer, ref version, ref uptimeMs, ref ticks);
            long sleptMs = (clock.UtcNow.Ticks - ticks) / TimeSpan.TicksPerMillisecond;
            if (version != Version || sleptMs < 0 || sleptMs > LongestMs)
            {
                return false;
            }

            uptimeMs += sleptMs;
            payload = bytes;
            return true;
        }

        /// <summary>What was loaded, from where the gauge's own state begins; null where it is not of this length.</summary>
        /// <param name="stateBytes">Bytes of the gauge's state.</param>
        public StateBuffer Open(int stateBytes)
        {
            var buffer = new StateBuffer(payload, true);
            int version = 0;
            long uptimeMs = 0, ticks = 0;
            Header(buffer, ref version, ref uptimeMs, ref ticks);
            return payload.Length == buffer.Length + stateBytes ? buffer : null;
        }

        /// <summary>Makes room for a state; it is written with <see cref="TrySave"/>.</summary>
        /// <param name="clock">The clock.</param>
        /// <param name="stateBytes">Bytes of the gauge's state.</param>
        public StateBuffer Begin(IClock clock, int stateBytes)
        {
            int version = Version;
            long uptimeMs = clock.UptimeMs, ticks = clock.UtcNow.Ticks;
            var count = new StateBuffer(null, false);
            Header(count, ref version, ref uptimeMs, ref ticks);
            payload = new byte[count.Length + stateBytes];
            var buffer = new StateBuffer(payload, false);
            Header(buffer, ref version, ref uptimeMs, ref ticks);
            return buffer;
        }

        /// <summary>Writes it; false where that fails.</summary>
        public bool TrySave()
        {
            var file = new TwinFile(store, Name);
            file.Load();
            return file.TrySave(payload);
        }

        private static void Header(StateBuffer buffer, ref int version, ref long uptimeMs, ref long ticks)
        {
            buffer.Serialize(ref version);
            buffer.Serialize(ref uptimeMs);
            buffer.Serialize(ref ticks);
        }
    }
}
