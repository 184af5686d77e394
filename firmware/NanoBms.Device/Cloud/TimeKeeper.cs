using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// Keeps the clock right by a time server that may be wrong itself: asks it once an hour, corrects small differences at once, and makes
    /// a step only when a second answer confirms it and more answers spoke for it than before for the clock as it is.
    /// </summary>
    public sealed class TimeKeeper
    {
        /// <summary>Time between two questions while all is well, milliseconds.</summary>
        public const int PeriodMs = 3600000;

        /// <summary>
        /// Difference that is corrected at once, milliseconds: in sleep the chip counts time by a resistor and a capacitor, which lose up
        /// to three minutes an hour.
        /// </summary>
        public const int MaxDriftMs = 300000;

        // What two answers in a row may differ by.
        private const int AgreementMs = 10000;

        // Answers that count for the clock at most: so many hours a server may be wrong without harm.
        private const int MaxTrust = 4;

        private const int FirstPauseMs = 15000;

        private readonly INetwork network;
        private readonly IClock clock;
        private readonly ILog log;
        private long askedMs;
        private int pauseMs, trust;

        /// <summary>A keeper of a clock.</summary>
        public TimeKeeper(INetwork network, IClock clock, ILog log)
        {
            this.network = network;
            this.clock = clock;
            this.log = log;
        }

        /// <summary>Serialises what is known of the clock.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref askedMs);
            buffer.Serialize(ref pauseMs);
            buffer.Serialize(ref trust);
        }

        /// <summary>Something speaks against the clock: the next answer that a second one confirms is believed.</summary>
        public void Doubt()
        {
            trust = 0;
            pauseMs = 0;
        }

        /// <summary>Asks, where it is time to; false where the clock is not set.</summary>
        public bool TryKeep()
        {
            if (!clock.IsSet || Uptime.HasPassed(pauseMs, askedMs, clock.UptimeMs))
            {
                // After a failure soon again, and then less and less often.
                bool isChecked = TryCheck();
                pauseMs = isChecked ? PeriodMs : Math.Min(pauseMs < FirstPauseMs ? FirstPauseMs : pauseMs * 2, PeriodMs);
                askedMs = clock.UptimeMs;
            }

            return clock.IsSet;
        }

        private bool TryCheck()
        {
            long firstMs = 0;
            for (int k = 0; k < 2; k++)
            {
                DateTime utc;
                if (!network.TryAskTime(out utc))
                {
                    return false;
                }

                long powerUpMs = utc.Ticks / TimeSpan.TicksPerMillisecond - clock.UptimeMs;
                long stepMs = (utc.Ticks - clock.UtcNow.Ticks) / TimeSpan.TicksPerMillisecond;
                if (clock.IsSet && IsWithin(stepMs, MaxDriftMs))
                {
                    clock.Set(utc);
                    trust = Math.Min(trust + 1, MaxTrust);
                    return true;
                }

                if (k == 1 && IsWithin(powerUpMs - firstMs, AgreementMs))
                {
                    if (clock.IsSet)
                    {
                        log.Write("The clock steps by " + (stepMs / 1000).ToString() + " s: the time server says so again and again.");
                    }

                    clock.Set(utc);
                    trust = 1;
                    return true;
                }

                if (trust > 1)
                {
                    trust--;
                    log.Write(
                        "The time server says " + (stepMs / 1000).ToString()
                            + " s more than the clock: not believed until it has said so for longer.");
                    return true;
                }

                firstMs = powerUpMs;
            }

            return false;
        }

        private static bool IsWithin(long differenceMs, int maxMs)
        {
            return differenceMs <= maxMs && differenceMs >= -maxMs;
        }
    }
}
