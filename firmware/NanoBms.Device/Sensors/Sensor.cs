namespace NanoBms.Device.Sensors
{
    /// <summary>What measures something of a battery: a chip on the bus, a thermistor at the ADC.</summary>
    public abstract class Sensor
    {
        /// <summary>Why the last reading failed, in words; empty after a good one.</summary>
        public string Fault = "";

        /// <summary>Why the last reading failed.</summary>
        public SensorFault FaultKind;

        /// <summary>Gives what it measures; false, with the fault and nothing given, where that fails.</summary>
        /// <param name="measurement">Receives what no sensor before this one gave.</param>
        public abstract bool TryRead(Measurement measurement);

        /// <summary>Takes note of a good reading.</summary>
        protected bool Succeed()
        {
            Fault = "";
            FaultKind = SensorFault.None;
            return true;
        }

        /// <summary>Takes note of a failure.</summary>
        protected bool Fail(SensorFault kind, string fault)
        {
            FaultKind = kind;
            Fault = fault;
            return false;
        }
    }
}
