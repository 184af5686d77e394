using NanoBms.Core;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;

namespace NanoBms.Device.SetUp
{
    /// <summary>What the page shows and changes.</summary>
    public sealed class PageContext
    {
        /// <summary>Settings that are in force, or those of a file that is wrong.</summary>
        public DeviceSettings Settings;

        /// <summary>Whether there is a settings file.</summary>
        public bool HasSettings;

        /// <summary>What is wrong with the settings file, so that it is not in force; empty: nothing.</summary>
        public string Fault = "";

        /// <summary>Whether what the page does not show stays in a settings file that is wrong; one that is right keeps it.</summary>
        public bool KeepsFile;

        /// <summary>The model and its cell.</summary>
        public ModelInfo Info;

        /// <summary>Live readings and the state of charge.</summary>
        public GaugeLoop Loop;

        /// <summary>What the channel said.</summary>
        public UploadLoop Upload;

        /// <summary>Where the settings file is.</summary>
        public IFileStore Store;

        /// <summary>Time.</summary>
        public IClock Clock;

        /// <summary>Taken while settings are taken, which needs as much memory as an inference.</summary>
        public readonly Turn Turn = new Turn();

        /// <summary>Whether the page sets the Wi-Fi, too: it is in one of the machine's own.</summary>
        public bool HasWifi;

        /// <summary>Whether the machine sleeps.</summary>
        public bool CanSleep;

        /// <summary>Channels of its ADC.</summary>
        public int AdcChannels;
    }
}
