using System;
using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A network that comes and goes.</summary>
    public sealed class FakeNetwork : INetwork
    {
        private bool isUp = true;

        /// <inheritdoc/>
        public bool IsUp
        {
            get
            {
                if (Fault != null)
                {
                    throw new Exception(Fault);
                }

                return isUp;
            }

            set
            {
                isUp = value;
            }
        }

        /// <summary>What goes wrong with each step; null: nothing.</summary>
        public string Fault { get; set; }

        /// <summary>Whether it can be connected to, while it is up.</summary>
        public bool Connects { get; set; } = true;

        /// <inheritdoc/>
        public bool TryConnect()
        {
            return Connects && IsUp;
        }

        /// <summary>What the time server tells.</summary>
        public DateTime Time { get; set; } = DateTime.MinValue;

        /// <inheritdoc/>
        public bool TryAskTime(out DateTime utc)
        {
            utc = Time;
            return IsUp && Time != DateTime.MinValue;
        }
    }
}
