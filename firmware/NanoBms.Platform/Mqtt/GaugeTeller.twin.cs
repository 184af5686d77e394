using System;
using System.Text;
using System.Threading;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Storage;
using NanoBms.HomeAssistant;

namespace NanoBms.Platform.Mqtt
{
    /// <summary>
    /// Tells an MQTT broker, and by it Home Assistant, how the gauge stands. It looks at the gauge itself and not at the entries that are
    /// sent: what a broker in the house is told does not depend on a channel on the internet, nor on whether there is one.
    /// </summary>
    public sealed class GaugeTeller : IDisposable
    {
        private static readonly TimeSpan Period = TimeSpan.FromSeconds(15), FirstWait = TimeSpan.FromSeconds(1);

        private readonly GaugePublisher publisher;
        private readonly GaugeLoop loop;
        private readonly RecordQueue queue;
        private readonly string id;
        private bool isAfterFault;
        private DateTimeOffset measured = DateTimeOffset.UtcNow;
        private Timer timer;

        /// <summary>A gauge's teller, which tells what the gauge is; of its state at each <see cref="Step"/>.</summary>
        /// <param name="broker">The broker.</param>
        /// <param name="machine">Name of the machine, by which gauges of one broker are told apart.</param>
        /// <param name="loop">The gauge.</param>
        /// <param name="queue">What waits to be sent; null: nothing is sent.</param>
        /// <param name="reason">Why the program started.</param>
        /// <param name="log">Takes sentences on the connection.</param>
        public GaugeTeller(BrokerAddress broker, string machine, GaugeLoop loop, RecordQueue queue, RestartReason reason, ILog log)
        {
            this.loop = loop;
            this.queue = queue;
            isAfterFault = reason != RestartReason.None && reason != RestartReason.SetUp;
            string name = Plain(machine);
            id = "nanobms_pi_" + name;
            GaugeDevice device = BatteryDevice.Create(id, "Battery of " + machine, true);
            publisher = GaugePublisher.Start(broker, "pi_" + name, new[] { device }, log.Write);
        }

        /// <summary>Begins to tell by itself.</summary>
        public void Start()
        {
            timer = new Timer(_ => Step(), null, FirstWait, Period);
        }

        /// <summary>Tells the state of now.</summary>
        public void Step()
        {
            StateEstimator estimator = loop.Estimator;
            StateEstimate estimate;
            estimator.Read(out estimate);
            bool hasReading = loop.HasReading, isKnown = estimate.SocCentiPercent >= 0;
            bool hasCapacity = estimate.CapacityCentiAh >= 0;
            Core.Reading reading = loop.LastReading;
            float timeLeftS = estimator.TimeLeftS;
            measured = hasReading ? DateTimeOffset.UtcNow : measured;
            var state = new BatteryState(measured)
            {
                VoltageV = hasReading ? reading.VoltageMilliV / 1000.0 : (double?)null,
                CurrentA = hasReading ? reading.CurrentMilliA / 1000.0 : (double?)null,
                TemperatureC = hasReading ? reading.TemperatureCentiC / 100.0 : (double?)null,
                SocPercent = isKnown ? estimate.SocCentiPercent / 100.0 : (double?)null,
                BarPercent = isKnown ? estimate.BarDeciPercent / 10.0 : (double?)null,
                CapacityAh = hasCapacity ? estimate.CapacityCentiAh / 100.0 : (double?)null,
                HealthPercent = hasCapacity ? estimator.CapacityShare * 100.0 : (double?)null,
                EnergyInKWh = estimator.Meter.EnergyInWh / 1000.0,
                EnergyOutKWh = estimator.Meter.EnergyOutWh / 1000.0,
                RemainingAh = isKnown && hasCapacity ? Math.Round(estimator.RemainingAh, 2) : (double?)null,
                TimeLeft = isKnown && timeLeftS > 0f ? TimeSpan.FromSeconds(timeLeftS) : (TimeSpan?)null,
                Status = Status(estimate, hasReading),
            };
            publisher.Publish(id, BatteryDevice.StateOf(state, DateTimeOffset.UtcNow));
            isAfterFault = false;
        }

        /// <summary>Says that the gauge is gone.</summary>
        public void Dispose()
        {
            timer?.Dispose();
            publisher.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        private int Status(StateEstimate estimate, bool hasReading)
        {
            // The newest entry is no old one that waits.
            return loop.AlarmStatus
                | (!hasReading || loop.SensorTrouble.Length > 0 ? StatusBits.SensorFault : 0)
                | (queue != null && queue.Count > 1 ? StatusBits.Buffered : 0)
                | (estimate.Disagrees ? StatusBits.Disagreement : 0)
                | (isAfterFault ? StatusBits.SupervisedRestart : 0)
                | (estimate.Fault != BatteryFault.None ? StatusBits.OtherBattery : 0);
        }

        /// <summary>A name as topics can have it: small letters, digits, underscores.</summary>
        private static string Plain(string machine)
        {
            var plain = new StringBuilder();
            foreach (char letter in machine.ToLowerInvariant())
            {
                plain.Append((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ? letter : '_');
            }

            return plain.ToString();
        }
    }
}
