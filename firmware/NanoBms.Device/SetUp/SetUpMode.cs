using System;
using System.Text;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// When a board opens a Wi-Fi of its own with the page in it: without a settings file, with its button held, and where the settings
    /// that there are do not lead to the channel. The radio changes over with a restart only, so what is to be outlives it in a small file.
    /// Without a visitor for ten minutes the board goes back to measuring and sending, and tries that until the next power-up.
    /// </summary>
    public sealed class SetUpMode
    {
        /// <summary>The file that says why the page is to be there after the next start.</summary>
        public const string FileName = "setup.txt";

        /// <summary>Milliseconds without a visitor after which the page closes, where there are settings.</summary>
        public const int PatienceMs = 600000;

        /// <summary>
        /// Milliseconds without a network after which the page opens: where there was none since the start, and where there was.
        /// </summary>
        public const int NeverConnectedMs = 180000, DisconnectedMs = 3600000;

        private const int MaxReasonBytes = 300;

        private const string Stuck = "The gauge's own Wi-Fi does not change over; it goes on without the page.";

        private readonly IFileStore store;
        private readonly IAccessPoint accessPoint;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly bool hasSettings, wasRestarted;
        private readonly string ssid, password;
        private bool mayOpen;

        /// <summary>The mode of a start.</summary>
        /// <param name="store">The storage.</param>
        /// <param name="accessPoint">The machine's own Wi-Fi.</param>
        /// <param name="clock">Time.</param>
        /// <param name="log">The console.</param>
        /// <param name="hasSettings">Whether there is a settings file.</param>
        /// <param name="ssid">The network that it sets.</param>
        /// <param name="password">The page's password that it sets.</param>
        /// <param name="reason">Why the device was restarted.</param>
        public SetUpMode(
            IFileStore store, IAccessPoint accessPoint, IClock clock, ILog log, bool hasSettings, string ssid, string password,
            RestartReason reason)
        {
            this.store = store;
            this.accessPoint = accessPoint;
            this.clock = clock;
            this.log = log;
            this.hasSettings = hasSettings;
            this.ssid = ssid;
            this.password = password;
            wasRestarted = reason == RestartReason.SetUp;

            // After a restart of its own it has had its chance: a gauge in a car without a network is not to restart each quarter of an
            // hour.
            mayOpen = hasSettings && reason == RestartReason.None;
        }

        /// <summary>Whether the page is there in this run, instead of sending.</summary>
        public bool IsActive { get; private set; }

        /// <summary>Why it is there, for who opens it; empty: there are no settings yet, or somebody wanted it.</summary>
        public string Notice { get; private set; } = "";

        /// <summary>Decides at the start; false where the machine must start again first.</summary>
        /// <param name="isButtonHeld">Whether somebody holds the button.</param>
        public bool TryBegin(bool isButtonHeld)
        {
            string kept = Load();
            bool isWanted = !hasSettings || isButtonHeld || kept != null;
            if (isWanted == accessPoint.IsOpen)
            {
                IsActive = isWanted;
                Notice = kept == null || !hasSettings ? "" : kept.Trim();
                if (isWanted)
                {
                    log.Write("Set-up: join the Wi-Fi of the gauge and open http://" + PageServer.OwnHost + "/");
                }

                return true;
            }

            if (wasRestarted)
            {
                log.Write(Stuck);
                return true;
            }

            // A button is let go before the next start looks at it.
            if (isWanted && kept == null && hasSettings && !Keep(" "))
            {
                return true;
            }

            if (isWanted ? accessPoint.TryOpen(password) : accessPoint.TryClose())
            {
                return false;
            }

            log.Write(Stuck);
            return true;
        }

        /// <summary>Looks at what came of sending; true where the machine is to start again with the page.</summary>
        public bool Watch(UploadLoop upload)
        {
            if (!mayOpen)
            {
                return false;
            }

            string reason = "";
            if (upload.NoNetworkSinceMs >= 0)
            {
                // An upload that never was is the sign of a mistake; a network that goes comes back.
                int limitMs = upload.Sent == 0 ? NeverConnectedMs : DisconnectedMs;
                reason = clock.UptimeMs - upload.NoNetworkSinceMs < limitMs ? "" : "The network \"" + ssid
                    + "\" does not let the gauge in: its name or its password is wrong, or it is out of reach.";
            }
            else if (upload.IsRefused && upload.Sent == 0)
            {
                reason = upload.Trouble;
            }

            if (reason.Length == 0)
            {
                return false;
            }

            // Once a power-up, whatever comes of it.
            mayOpen = false;
            if (!Keep(reason) || !accessPoint.TryOpen(password))
            {
                store.Delete(FileName);
                return false;
            }

            log.Write("Set-up opens: " + reason);
            return true;
        }

        /// <summary>Whether nobody came for so long that the page closes; then <see cref="Close"/> is due.</summary>
        /// <param name="askedMs">Uptime of the last visit; 0: there was none.</param>
        public bool IsForsaken(long askedMs)
        {
            return hasSettings && Uptime.HasPassed(PatienceMs, askedMs, clock.UptimeMs);
        }

        /// <summary>The next start is without the page.</summary>
        public void Close()
        {
            store.Delete(FileName);
            accessPoint.TryClose();
        }

        private bool Keep(string reason)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(reason);
            return store.Write(FileName, bytes, Math.Min(bytes.Length, MaxReasonBytes));
        }

        private string Load()
        {
            int length = Math.Min(StoredFile.Length(store, FileName), MaxReasonBytes);
            byte[] bytes = StoredFile.ReadWhole(store, FileName, length);
            return bytes == null ? null : length == 0 ? "" : Encoding.UTF8.GetString(bytes, 0, length);
        }
    }
}
