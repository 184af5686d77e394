using System;

namespace NanoBms.Device.Hardware
{
    /// <summary>The network and what is got from it besides HTTP.</summary>
    public interface INetwork
    {
        /// <summary>Whether there is a connection just now.</summary>
        bool IsUp { get; }

        /// <summary>Connects, waiting up to half a minute; false where that fails.</summary>
        bool TryConnect();

        /// <summary>Asks a time server; false where there is no answer, or none that a server gives which knows the time.</summary>
        /// <param name="utc">Date and time, UTC.</param>
        bool TryAskTime(out DateTime utc);
    }
}
