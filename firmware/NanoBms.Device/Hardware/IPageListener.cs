namespace NanoBms.Device.Hardware
{
    /// <summary>Waits on a TCP port for browsers.</summary>
    public interface IPageListener
    {
        /// <summary>Begins to listen; false where the port cannot be had.</summary>
        /// <param name="port">The port; 0: any that is free.</param>
        bool TryOpen(int port);

        /// <summary>The next visitor; null where none came within the time. Does not throw.</summary>
        IPageConnection TryAccept(int waitMs);
    }

    /// <summary>
    /// A visitor's connection. It has a few seconds from its first byte to its last, and half a second to begin. Nothing throws.
    /// </summary>
    public interface IPageConnection
    {
        /// <summary>Receives some bytes; 0: no more will come, or the time is over.</summary>
        int Receive(byte[] buffer, int count);

        /// <summary>Sends bytes; false where not all of them went.</summary>
        bool Send(byte[] buffer, int count);

        /// <summary>Ends it.</summary>
        void Close();
    }
}
