namespace NanoBms.Device.Hardware
{
    /// <summary>A Wi-Fi of the machine's own. It opens and closes with the machine's next start. Nothing throws.</summary>
    public interface IAccessPoint
    {
        /// <summary>Whether it is open.</summary>
        bool IsOpen { get; }

        /// <summary>Has it open from the next start on; false where that is not kept.</summary>
        /// <param name="password">Its password, 8 to 63 characters; empty: everybody gets in.</param>
        bool TryOpen(string password);

        /// <summary>Has it closed from the next start on; false where that is not kept.</summary>
        bool TryClose();

        /// <summary>Gives addresses and names to who came in; to be called a few times a second while it is open.</summary>
        void Step();
    }
}
