using System;
using System.Device.Gpio;
using System.Threading;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace NanoBms.Platform
{
    /// <summary>What is particular to the machine the gauge runs on.</summary>
    public static class Board
    {
        private const string Folder = "I:\\";
        private const int PauseMs = 60000, ButtonMs = 500, ButtonPollMs = 50;

        /// <summary>Where the settings file is looked for, for the log.</summary>
        public static string SettingsPlace
        {
            get { return Folder + SettingsFile.FileName; }
        }

        /// <summary>The machine, for the log.</summary>
        public static string Description
        {
            get { return SystemInfo.TargetName + ", nanoFramework " + SystemInfo.Version.ToString(); }
        }

        /// <summary>Channels of the ADC that works beside Wi-Fi.</summary>
        public static int AdcChannels
        {
            get { return 8; }
        }

        /// <summary>Whether the machine can sleep between samples.</summary>
        public static bool CanSleep
        {
            get { return true; }
        }

        /// <summary>Whether this run began with the end of a deep sleep.</summary>
        public static bool HasWoken
        {
            get { return Sleep.GetWakeupCause() == Sleep.WakeupCause.Timer; }
        }

        /// <summary>The machine's sleep.</summary>
        public static ISleep OpenSleep(SystemClock clock, WifiNetwork network)
        {
            return new Sleeper(clock, network);
        }

        /// <summary>The machine's own Wi-Fi.</summary>
        public static IAccessPoint OpenAccessPoint()
        {
            return new AccessPoint();
        }

        /// <summary>
        /// Whether somebody holds the button that opens set-up. The program is there a second or so after power-up: BOOT held at power-up
        /// itself makes the chip wait for a download (ESP32 data sheet, strapping pins), and is to be pressed after it.
        /// </summary>
        /// <param name="pinNumber">A GPIO to ground.</param>
        public static bool IsButtonHeld(int pinNumber)
        {
            try
            {
                using (var gpio = new GpioController())
                {
                    GpioPin pin = gpio.OpenPin(pinNumber, PinMode.InputPullUp);
                    int heldMs = 0;
                    while (heldMs < ButtonMs && pin.Read() == PinValue.Low)
                    {
                        Thread.Sleep(ButtonPollMs);
                        heldMs += ButtonPollMs;
                    }

                    return heldMs >= ButtonMs;
                }
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <summary>The storage of settings and entries.</summary>
        public static IFileStore OpenStore()
        {
            return new FileStore(Folder);
        }

        /// <summary>Where entries go instead of to the channel of the settings; null: nowhere else.</summary>
        public static IRecordSink OpenSink(ILog log)
        {
            _ = log;
            return null;
        }

        /// <summary>Adds a sentence where a broker of the settings cannot be: they have none here.</summary>
        public static void CheckBroker(DeviceSettings settings, SettingsErrors errors)
        {
            _ = settings;
            _ = errors;
        }

        /// <summary>Tells a broker how the gauge stands: there is none here, for it would take memory that the gauge needs.</summary>
        public static void Tell(DeviceSettings settings, GaugeLoop loop, RecordQueue queue, RestartReason reason, ILog log)
        {
            _ = settings;
            _ = loop;
            _ = queue;
            _ = reason;
            _ = log;
        }

        /// <summary>What is to be done before the program ends on request: it has no such end.</summary>
        public static void AtStop(Action step)
        {
            _ = step;
        }

        /// <summary>
        /// What follows settings that cannot be: a minute's wait, so that who looks at the console then finds the reason there.
        /// </summary>
        public static void StopOnBadSettings()
        {
            Thread.Sleep(PauseMs);
        }
    }
}
