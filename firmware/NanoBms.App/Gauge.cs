using NanoBms.Core;
using NanoBms.Device;

namespace NanoBms.App
{
    /// <summary>
    /// A whole fuel gauge over the seam to a platform: the composition that a board, a Raspberry Pi and the simulator share. Whoever runs it
    /// gives each of the three steps its own thread, or calls them one after the other in simulated time.
    /// </summary>
    public sealed class Gauge
    {
        /// <summary>Entries that wait in memory: an hour at one each 15 s, in 20 bytes each.</summary>
        public const int QueueCapacity = 240;

        /// <summary>A gauge at power-up.</summary>
        /// <param name="settings">Settings without an error.</param>
        /// <param name="model">The network; the gauge owns it from now on.</param>
        /// <param name="ina226">The current and voltage sensor on the bus.</param>
        /// <param name="thermistor">The ADC channel of the thermistor.</param>
        /// <param name="http">The way to the channel.</param>
        /// <param name="network">The network.</param>
        /// <param name="clock">Time.</param>
        /// <param name="log">The console.</param>
        public Gauge(
            DeviceSettings settings, QuantizedModel model, IRegisterDevice ina226, IAnalogInput thermistor,
            IHttp http, INetwork network, IClock clock, ILog log)
        {
            var sensor = new BatterySensor(
                new Ina226(ina226, settings.ShuntOhm),
                new Thermistor(
                    thermistor, settings.AdcFullScalePerSupply, settings.ThermistorResistorOhm,
                    settings.ThermistorNominalOhm, settings.ThermistorBeta),
                settings);
            Queue = new RecordQueue(QueueCapacity);
            Loop = new GaugeLoop(settings, sensor, new SocEstimator(model), clock, log, Queue);
            Upload = new UploadLoop(new ThingSpeakClient(http, settings), Queue, network, clock, log);
        }

        /// <summary>Sensing and estimating.</summary>
        public GaugeLoop Loop { get; }

        /// <summary>Sending.</summary>
        public UploadLoop Upload { get; }

        /// <summary>Where the two meet.</summary>
        public RecordQueue Queue { get; }
    }
}
