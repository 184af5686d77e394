using System;
using System.IO;
using System.Runtime.InteropServices;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.Platform.JsonLines;
using NanoBms.Platform.Mqtt;

namespace NanoBms.Platform
{
    /// <summary>What is particular to the machine the gauge runs on.</summary>
    public static class Board
    {
        /// <summary>
        /// Environment variable that names the folder of settings and entries; without it, it is the one the gauge is started in.
        /// </summary>
        public const string FolderVariable = "NANOBMS_FOLDER";

        /// <summary>
        /// Environment variable that names a file to which entries go instead of to the channel of the settings, a line of JSON each.
        /// </summary>
        public const string RecordsVariable = "NANOBMS_RECORDS";

        private const int BadSettingsExitCode = 2;

        private static PosixSignalRegistration interrupt, termination;
        private static GaugeTeller told;

        /// <summary>Where the settings file is looked for, for the log.</summary>
        public static string SettingsPlace
        {
            get { return Path.Combine(Folder(), SettingsFile.FileName); }
        }

        /// <summary>The machine, for the log.</summary>
        public static string Description
        {
            get { return RuntimeInformation.OSDescription + ", " + RuntimeInformation.FrameworkDescription; }
        }

        /// <summary>Inputs of the ADS1115.</summary>
        public static int AdcChannels
        {
            get { return 4; }
        }

        /// <summary>Whether the machine can sleep between samples.</summary>
        public static bool CanSleep
        {
            get { return false; }
        }

        /// <summary>Whether this run began with the end of a deep sleep.</summary>
        public static bool HasWoken
        {
            get { return false; }
        }

        /// <summary>The machine's sleep: it has none.</summary>
        public static ISleep OpenSleep(SystemClock clock, WifiNetwork network)
        {
            _ = clock;
            _ = network;
            return null;
        }

        /// <summary>The machine's own Wi-Fi: it has none.</summary>
        public static IAccessPoint OpenAccessPoint()
        {
            return null;
        }

        /// <summary>Whether somebody holds the button that opens set-up: there is none.</summary>
        public static bool IsButtonHeld(int pinNumber)
        {
            _ = pinNumber;
            return false;
        }

        /// <summary>The storage of settings and entries.</summary>
        public static IFileStore OpenStore()
        {
            return new FileStore(Folder());
        }

        /// <summary>Where entries go instead of to the channel of the settings; null: nowhere else.</summary>
        public static IRecordSink OpenSink(ILog log)
        {
            string path = RecordsPath();
            if (path.Length == 0)
            {
                return null;
            }

            log.Write("Entries go to the file " + path + " (" + RecordsVariable + "), and to no channel.");
            return new JsonLinesSink(path);
        }

        /// <summary>Adds a sentence where a broker of the settings cannot be.</summary>
        public static void CheckBroker(DeviceSettings settings, SettingsErrors errors)
        {
            try
            {
                BrokerSettings.Read(settings, Folder());
            }
            catch (UserError error)
            {
                errors.Require(false, "mqttBroker", "cannot be used: " + error.Message);
            }
        }

        /// <summary>Tells a broker, where the settings name one, how the gauge stands, from now on.</summary>
        public static void Tell(DeviceSettings settings, GaugeLoop loop, RecordQueue queue, RestartReason reason, ILog log)
        {
            BrokerAddress broker = BrokerSettings.Read(settings, Folder());
            if (broker != null)
            {
                bool isSending = settings.CloudWriteKey.Length > 0 || RecordsPath().Length > 0;
                told = new GaugeTeller(broker, Environment.MachineName, loop, isSending ? queue : null, reason, log);
                told.Start();
            }
        }

        /// <summary>What is to be done before the program ends on request: by Ctrl-C, or as a service that is stopped.</summary>
        public static void AtStop(Action step)
        {
            // Not handled any further: the program ends as if there were no step. Kept, for a registration ends with its object.
            interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => step());
            termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => step());
        }

        /// <summary>What follows settings that cannot be: the end of the program, with exit code 2.</summary>
        public static void StopOnBadSettings()
        {
            Environment.Exit(BadSettingsExitCode);
        }

        private static string RecordsPath()
        {
            return Environment.GetEnvironmentVariable(RecordsVariable) ?? "";
        }

        private static string Folder()
        {
            return Environment.GetEnvironmentVariable(FolderVariable) ?? Environment.CurrentDirectory;
        }
    }
}
