namespace NanoBms.Device.Hardware
{
    /// <summary>The network and what is got from it besides HTTP.</summary>
    public interface INetwork
    {
        /// <summary>Whether there is a connection just now.</summary>
        bool IsUp { get; }

        /// <summary>Connects, waiting up to half a minute; false where that fails.</summary>
        bool TryConnect();

        /// <summary>Sets the clock from the network; false where that fails.</summary>
        bool TrySetClock();
    }
}
