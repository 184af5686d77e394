using System;

namespace NanoBms.Core.Features
{
    /// <summary>Scales features and quantises them for a model's input.</summary>
    public sealed class FeatureQuantizer
    {
        private readonly float[] scale, offset;
        private readonly float inputScale;
        private readonly int zeroPoint, min, max;

        /// <summary>The scaling and input quantisation of a model.</summary>
        /// <exception cref="ArgumentException">Scaling and features differ in length.</exception>
        public FeatureQuantizer(ModelInfo info)
        {
            if (info.FeatureScale == null || info.FeatureOffset == null
                || info.FeatureScale.Length != info.InputSize || info.FeatureOffset.Length != info.InputSize)
            {
                throw new ArgumentException("The model's scaling must have one factor and one offset for each feature.");
            }

            scale = info.FeatureScale;
            offset = info.FeatureOffset;
            inputScale = info.InputScale;
            zeroPoint = info.InputZeroPoint;
            min = info.InputMin;
            max = info.InputMax;
        }

        /// <summary>The scaled value of a feature: feature * scale + offset.</summary>
        public float Scale(int index, float feature)
        {
            float product = feature * scale[index];
            return product + offset[index];
        }

        /// <summary>
        /// Quantises all features into <paramref name="quantized"/> from <paramref name="start"/> on: scaled / input scale, rounded half away
        /// from zero, plus the zero point, clamped to the input's range.
        /// </summary>
        public void Quantize(float[] features, short[] quantized, int start)
        {
            for (int k = 0; k < scale.Length; k++)
            {
                float steps = Scale(k, features[k]) / inputScale;

                // Compared as float first: a value far outside must not wrap when it becomes an int. NaN is asked for by name: in nanoCLR's
                // comparisons it can pass for the greater one.
                int q;
                if (float.IsNaN(steps) || steps <= min - zeroPoint)
                {
                    q = min;
                }
                else if (steps >= max - zeroPoint)
                {
                    q = max;
                }
                else
                {
                    q = zeroPoint + (steps >= 0f ? (int)(steps + 0.5f) : -(int)(0.5f - steps));
                    q = q > max ? max : (q < min ? min : q);
                }

                quantized[start + k] = (short)q;
            }
        }
    }
}
