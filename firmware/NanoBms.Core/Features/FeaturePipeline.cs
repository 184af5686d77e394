using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Features
{
    /// <summary>
    /// Turns readings into a model's features, one sample at a time. The only place where features are computed: trainer,
    /// simulator, bridge and firmware all run this code, in single precision, so their values are equal bit for bit.
    /// </summary>
    public sealed class FeaturePipeline
    {
        private readonly FeatureSpec[] specs;
        private readonly float periodS;

        // Per feature: the average of an Ema, and the ring of a Mean (null for others, and where no feature is one).
        private readonly float[] average;
        private readonly float[][] ring;
        private float previousVoltageV;
        private int count;

        /// <summary>A pipeline for the given features at the given sample period.</summary>
        /// <param name="specs">The features in the order of the model's input.</param>
        /// <param name="samplePeriodMs">Time between samples in milliseconds, above 0.</param>
        /// <exception cref="ArgumentException">
        /// No features, a period not above 0, or an argument of a feature outside its range.
        /// </exception>
        public FeaturePipeline(FeatureSpec[] specs, int samplePeriodMs)
        {
            if (specs == null || specs.Length == 0)
            {
                throw new ArgumentException("A model needs at least one feature.");
            }

            if (samplePeriodMs <= 0)
            {
                throw new ArgumentException("The sample period must be above 0 ms.");
            }

            this.specs = specs;
            periodS = samplePeriodMs / 1000f;
            average = new float[specs.Length];
            for (int k = 0; k < specs.Length; k++)
            {
                FeatureSpec spec = specs[k];
                if (spec.Kind == FeatureKind.Ema)
                {
                    if (!RealNumber.IsPositive(spec.TauS))
                    {
                        throw new ArgumentException("The time constant of an average must be above 0 s.");
                    }
                }
                else if (spec.Kind == FeatureKind.Mean)
                {
                    if (spec.Samples < 2 || spec.Samples > 600)
                    {
                        throw new ArgumentException("The mean must be over 2 to 600 samples.");
                    }

                    ring = ring ?? new float[specs.Length][];
                    ring[k] = new float[spec.Samples];
                }
            }
        }

        /// <summary>Number of features.</summary>
        public int Count
        {
            get { return specs.Length; }
        }

        /// <summary>Forgets all history: the next sample is the first.</summary>
        public void Reset()
        {
            count = 0;
        }

        /// <summary>Takes the next sample and gives its features, unscaled.</summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="temperatureC">Temperature in degrees Celsius.</param>
        /// <param name="features">Receives <see cref="Count"/> values.</param>
        /// <remarks>
        /// For the first sample changes are 0 and averages are the sample itself; a mean takes the samples that are there until it is full.
        /// A moving average is the plain mean of the samples so far until its time constant weighs the newest one more: after a cold start
        /// the first sample would otherwise stand in for minutes of history.
        /// </remarks>
        public void Push(float voltageV, float currentA, float temperatureC, float[] features)
        {
            float deltaV = count == 0 ? 0f : voltageV - previousVoltageV;
            float warmUp = 1f / (count + 1f);

            for (int k = 0; k < specs.Length; k++)
            {
                FeatureSpec spec = specs[k];
                float value = Pick((int)spec.Source, voltageV, currentA, temperatureC);
                switch (spec.Kind)
                {
                    case FeatureKind.Voltage:
                    case FeatureKind.Current:
                    case FeatureKind.Temperature:
                        // Numbered as the sources are.
                        value = Pick((int)spec.Kind, voltageV, currentA, temperatureC);
                        break;
                    case FeatureKind.Power:
                        value = voltageV * currentA;
                        break;
                    case FeatureKind.VoltageSlope:
                        value = deltaV / periodS;
                        break;
                    case FeatureKind.VoltageDelta:
                        value = deltaV;
                        break;
                    case FeatureKind.Mean:
                        value = PushMean(ring[k], value);
                        break;
                    case FeatureKind.Ema:
                        // First-order low-pass, backward Euler: needs no exp, so it is the same number everywhere.
                        float share = periodS / (spec.TauS + periodS);
                        average[k] = count == 0 ? value : average[k] + (share > warmUp ? share : warmUp) * (value - average[k]);
                        value = average[k];
                        break;
                    case FeatureKind.Product:
                        value = value * Pick((int)spec.SecondSource, voltageV, currentA, temperatureC);
                        break;
                    default:
                        throw new ArgumentException("Unknown feature kind.");
                }

                features[k] = value;
            }

            previousVoltageV = voltageV;
            if (count < int.MaxValue)
            {
                count++;
            }
        }

        /// <summary>Serialises the history that the next features depend on.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref count);
            buffer.Serialize(ref previousVoltageV);
            for (int k = 0; k < specs.Length; k++)
            {
                if (specs[k].Kind == FeatureKind.Ema)
                {
                    buffer.Serialize(ref average[k]);
                }
                else if (ring != null && ring[k] != null)
                {
                    buffer.Serialize(ring[k]);
                }
            }
        }

        private static float Pick(int source, float voltageV, float currentA, float temperatureC)
        {
            return source == (int)FeatureSource.Voltage ? voltageV : (source == (int)FeatureSource.Current ? currentA : temperatureC);
        }

        private float PushMean(float[] samples, float value)
        {
            samples[count % samples.Length] = value;

            // Summed anew each time: a running sum would drift, and differently after each restart.
            int filled = count + 1 < samples.Length ? count + 1 : samples.Length;
            float sum = 0f;
            for (int i = 0; i < filled; i++)
            {
                sum += samples[i];
            }

            return sum / filled;
        }
    }
}
