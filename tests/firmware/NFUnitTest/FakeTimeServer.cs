using System;
using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A network whose time server answers what it is told to.</summary>
    public sealed class FakeTimeServer : INetwork
    {
        private readonly ManualClock clock;
        private long aheadMs;
        private bool isSteady;
        private int next;
        private DateTime[] answers = new DateTime[0];

        /// <summary>A server that does not answer.</summary>
        public FakeTimeServer(ManualClock clock)
        {
            this.clock = clock;
        }

        /// <summary>The next answers; after them there are none.</summary>
        public DateTime[] Answers
        {
            set
            {
                answers = value;
                next = 0;
                isSteady = false;
            }
        }

        /// <summary>Questions so far.</summary>
        public int Questions { get; private set; }

        /// <summary>Time that passes until an answer is there, milliseconds.</summary>
        public int TakesMs { get; set; }

        /// <inheritdoc/>
        public bool IsUp
        {
            get { return true; }
        }

        /// <summary>From now on it tells the true time and this much more.</summary>
        public void Ahead(long milliseconds)
        {
            aheadMs = milliseconds;
            isSteady = true;
        }

        /// <inheritdoc/>
        public bool TryConnect()
        {
            return true;
        }

        /// <inheritdoc/>
        public bool TryAskTime(out DateTime utc)
        {
            Questions++;
            clock.Advance(TakesMs);
            utc = DateTime.MinValue;
            if (isSteady)
            {
                utc = new DateTime(2026, 3, 1, 12, 0, 0).AddMilliseconds(clock.UptimeMs + aheadMs);
                return true;
            }

            if (next >= answers.Length)
            {
                return false;
            }

            utc = answers[next++];
            return true;
        }
    }
}
