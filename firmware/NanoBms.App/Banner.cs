using NanoBms.Core;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.App
{
    /// <summary>The lines a gauge writes when it starts. None holds a key or a password.</summary>
    public static class Banner
    {
        /// <summary>The program and the machine.</summary>
        public static string Program(string board)
        {
            return "NanoBms " + typeof(Banner).Assembly.GetName().Version.ToString() + " on " + board;
        }

        /// <summary>The network.</summary>
        public static string Model(ModelInfo info)
        {
            return "Model " + info.Name + " (" + info.SourceHash + "): "
                + (info.Streaming ? "streaming" : "window of " + info.TimeSteps.ToString() + " samples")
                + ", a sample each " + info.SamplePeriodMs.ToString() + " ms";
        }

        /// <summary>Which battery is assumed, and which cell the model is of.</summary>
        public static string Battery(DeviceSettings settings, ModelInfo info)
        {
            string capacity = settings.CellCapacityAh > 0f ? settings.CellCapacityAh.ToString()
                : info.RatedCapacityAh > 0f ? info.RatedCapacityAh.ToString() : "unknown";
            return "Battery: " + settings.CellsInSeries.ToString() + " cells in series, " + settings.CellsInParallel.ToString()
                + " in parallel, of " + capacity + " Ah each; the model is of a "
                + (info.CellType.Length == 0 ? "cell that it does not name" : info.CellType + " of " + info.RatedCapacityAh.ToString()
                    + " Ah")
                + (info.Chemistry.Length == 0 ? "" : " (" + info.Chemistry + ")")
                + (info.IsErrorMeasured ? "" : "; how wrong it is was never measured: the error bars are a careful guess");
        }

        /// <summary>What is known from before.</summary>
        public static string State(DeviceState state)
        {
            return "Start " + state.Boots.ToString() + ", " + state.SupervisedRestarts.ToString() + " restarts by supervision"
                + (state.Reason == RestartReason.Hang ? ", this one because a loop hung"
                    : state.Reason == RestartReason.LowMemory ? ", this one because memory ran low"
                    : state.Reason == RestartReason.RepeatedException ? ", this one because a loop failed again and again"
                    : state.Reason == RestartReason.SetUp ? ", this one because the set-up page came or went"
                    : state.Reason == RestartReason.NoAnswer ? ", this one because nobody answered for hours" : "")
                + (state.SocCentiPercent < 0 ? "" : "; SOC was " + DecimalText.Format(state.SocCentiPercent, 2) + "%");
        }

        /// <summary>What is set.</summary>
        public static string Settings(DeviceSettings settings)
        {
            // One text of all parts: each text between would be memory that the start has to find.
            bool isSent = settings.CloudWriteKey.Length > 0, hasWifi = settings.WifiSsid.Length > 0;
            bool isChannelNamed = isSent && settings.CloudChannelId > 0;
            return "Settings: " + settings.CurrentSensor + " at address " + settings.SensorAddress.ToString() + " with a shunt of "
                + settings.ShuntOhm.ToString() + " ohm, "
                + "an estimate each " + settings.EstimatePeriodMs.ToString() + " ms; "
                + (settings.Sleep == SleepMode.None ? "" : settings.Sleep + " sleep between samples; ")
                + (hasWifi ? "Wi-Fi " : "no Wi-Fi; ") + settings.WifiSsid + (hasWifi ? "; " : "")
                + (isSent ? "sends to " : "no channel, because cloudWriteKey is empty") + (isSent ? settings.CloudUrl : "")
                + (isSent && settings.CloudUrl.StartsWith("http://") ? " (not encrypted: everyone on the way can read the key)" : "")
                + (isChannelNamed ? " channel " : "") + (isChannelNamed ? settings.CloudChannelId.ToString() : "");
        }
    }
}
