namespace NanoBms.Core
{
    /// <summary>The vocabulary of model features.</summary>
    public enum FeatureKind
    {
        /// <summary>Cell voltage in volts.</summary>
        Voltage = 0,

        /// <summary>Current in amperes, discharge negative.</summary>
        Current = 1,

        /// <summary>Temperature in degrees Celsius.</summary>
        Temperature = 2,

        /// <summary>Power in watts: voltage times current.</summary>
        Power = 3,

        /// <summary>Voltage change per second, in V/s, since the sample before.</summary>
        VoltageSlope = 4,

        /// <summary>Voltage change since the sample before, in V.</summary>
        VoltageDelta = 5,

        /// <summary>Mean of the last <see cref="FeatureSpec.Samples"/> samples of a source.</summary>
        Mean = 6,

        /// <summary>Exponential moving average of a source with time constant <see cref="FeatureSpec.TauS"/>.</summary>
        Ema = 7,

        /// <summary>Product of two sources.</summary>
        Product = 8,
    }

    /// <summary>A measured quantity that a feature is made from.</summary>
    public enum FeatureSource
    {
        /// <summary>Cell voltage in volts.</summary>
        Voltage = 0,

        /// <summary>Current in amperes, discharge negative.</summary>
        Current = 1,

        /// <summary>Temperature in degrees Celsius.</summary>
        Temperature = 2,
    }

    /// <summary>One feature of a model's input.</summary>
    public sealed class FeatureSpec
    {
        // Kind and sources in four bits each, samples above them: a field takes 12 bytes on the device, and a model has a dozen of these.
        private const int PartBits = 4, PartMask = (1 << PartBits) - 1;

        /// <summary>Ema only: time constant in seconds, above 0.</summary>
        public readonly float TauS;

        private readonly int parts;

        /// <summary>A feature of any kind; arguments that the kind does not use are ignored.</summary>
        public FeatureSpec(FeatureKind kind, FeatureSource source, FeatureSource secondSource, int samples, float tauS)
        {
            parts = (int)kind | ((int)source << PartBits) | ((int)secondSource << (2 * PartBits)) | (samples << (3 * PartBits));
            TauS = tauS;
        }

        /// <summary>Which feature.</summary>
        public FeatureKind Kind
        {
            get { return (FeatureKind)(parts & PartMask); }
        }

        /// <summary>The quantity that Mean, Ema and Product are made from.</summary>
        public FeatureSource Source
        {
            get { return (FeatureSource)((parts >> PartBits) & PartMask); }
        }

        /// <summary>Product only: the second factor.</summary>
        public FeatureSource SecondSource
        {
            get { return (FeatureSource)((parts >> (2 * PartBits)) & PartMask); }
        }

        /// <summary>Mean only: number of samples, the newest among them, 2..600.</summary>
        public int Samples
        {
            get { return parts >> (3 * PartBits); }
        }
    }
}
