namespace NanoBms.Device.Hardware
{
    /// <summary>The seam to a machine: all that a gauge uses of it. What is null is not there.</summary>
    public sealed class GaugeHardware
    {
        /// <summary>The sensor chip on the bus.</summary>
        public IRegisterDevice Chip;

        /// <summary>The sensor's bus; null where it needs no help.</summary>
        public IBus Bus;

        /// <summary>The analog-to-digital converter of the thermistors.</summary>
        public IAnalogInputs Adc;

        /// <summary>The way to the channel.</summary>
        public IHttp Http;

        /// <summary>The network.</summary>
        public INetwork Network;

        /// <summary>Where entries wait that could not be sent; null: in memory only.</summary>
        public IFileStore Store;

        /// <summary>Output of the alarm for a low state of charge; null: none.</summary>
        public IDigitalOutput LowSocOutput;

        /// <summary>Output of the alarm for over-temperature; null: none.</summary>
        public IDigitalOutput OverTemperatureOutput;

        /// <summary>Output of the alarm for over-current; null: none.</summary>
        public IDigitalOutput OverCurrentOutput;

        /// <summary>Its sleep; null: it stays awake.</summary>
        public ISleep Sleep;

        /// <summary>Time.</summary>
        public IClock Clock;

        /// <summary>The console.</summary>
        public ILog Log;
    }
}
