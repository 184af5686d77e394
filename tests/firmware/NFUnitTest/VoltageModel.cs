using NanoBms.Core;

namespace NanoBms.DeviceTests
{
    /// <summary>A model of three samples of the voltage that gives the oldest one back: 3 V is 0 %, 4 V is 100 %.</summary>
    public sealed class VoltageModel : QuantizedModel
    {
        private readonly ModelInfo info = new ModelInfo
        {
            Name = "oldest voltage",
            TimeSteps = 3,
            InputSize = 1,
            OutputSize = 1,
            InputScale = 1f / 256f,
            InputZeroPoint = -128,
            OutputScale = 1f / 256f,
            OutputZeroPoint = -128,
            SamplePeriodMs = 1000,
            Features = new[] { new FeatureSpec(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f) },
            FeatureScale = new[] { 1f },
            FeatureOffset = new[] { -3f },
            RatedCapacityAh = 2f,
        };

        /// <summary>Times it ran.</summary>
        public int Runs;

        /// <inheritdoc/>
        public override ModelInfo Info
        {
            get { return info; }
        }

        /// <inheritdoc/>
        public override void Reset()
        {
        }

        /// <inheritdoc/>
        public override void Invoke(short[] input, short[] output)
        {
            Runs++;
            output[0] = input[0];
        }
    }
}
