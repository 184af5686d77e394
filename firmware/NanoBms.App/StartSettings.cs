using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.Platform;

namespace NanoBms.App
{
    /// <summary>
    /// The settings of a start. A file that is wrong does not stop a gauge whose set-up page can mend it: it measures with all settings at
    /// their defaults meanwhile, sends nothing, and the page says what is wrong.
    /// </summary>
    public static class StartSettings
    {
        // Sentences of a wrong file that the page shows at most; the console has all.
        private const int MaxShown = 3;

        /// <summary>Reads them; false where the gauge is not to start with what there is.</summary>
        /// <param name="context">The machine, its model and its storage; receives what the page shows.</param>
        /// <param name="place">Where the file is, for sentences.</param>
        /// <param name="log">Receives a line for all that is wrong.</param>
        /// <param name="inForce">What the gauge runs on.</param>
        /// <param name="furtherRoots">Root certificates that they name, as PEM; empty: none.</param>
        /// <param name="isUnread">Whether the file cannot be read just now: it may be later.</param>
        public static bool TryLoad(
            PageContext context, string place, ILog log, out DeviceSettings inForce, out string furtherRoots, out bool isUnread)
        {
            furtherRoots = "";
            isUnread = false;
            inForce = new DeviceSettings();
            context.Settings = inForce;
            context.Fault = "";
            SettingsErrors errors;
            context.HasSettings = SettingsFile.TryLoad(context.Store, inForce, out errors);
            if (!context.HasSettings)
            {
                log.Write("No settings file " + place + ": all settings have their defaults, and nothing is sent.");
                return true;
            }

            inForce.CheckFit(errors, context.Info, context.CanSleep, context.AdcChannels);
            furtherRoots = RootCertificateFile.Load(context.Store, inForce.CloudRootCertificate, errors);
            errors.Require(
                furtherRoots.Length == 0 || HttpSender.CanRead(furtherRoots), "cloudRootCertificate",
                "names a file whose certificates cannot be read.");
            Board.CheckBroker(inForce, errors);
            if (errors.Count == 0)
            {
                return true;
            }

            for (int k = 0; k < errors.Count; k++)
            {
                log.Write(place + ": " + errors.Sentence(k));
            }

            isUnread = errors.IsUnread;
            if (isUnread || !context.HasWifi)
            {
                log.Write("The gauge does not start before its settings are right.");
                return false;
            }

            log.Write("All settings have their defaults, and nothing is sent, until the set-up page mends the file.");
            context.Fault = Shown(errors);

            // Without the password that the file may have had, who comes to the page is not to get at what else it holds.
            context.KeepsFile = inForce.HasPagePassword;
            context.Settings = context.KeepsFile ? inForce : new DeviceSettings();
            inForce = new DeviceSettings();
            furtherRoots = "";
            return true;
        }

        private static string Shown(SettingsErrors errors)
        {
            string shown = "The settings file is wrong. ";
            for (int k = 0; k < errors.Count && k < MaxShown; k++)
            {
                shown += errors.Sentence(k) + " ";
            }

            return errors.Count > MaxShown ? shown + "(" + (errors.Count - MaxShown).ToString() + " more)" : shown;
        }
    }
}
