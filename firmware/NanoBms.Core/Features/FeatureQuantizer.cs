using System;
using NanoBms.Core.Arithmetic;

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

                // Clamped before it becomes an int: a value far outside must not wrap.
                quantized[start + k] = (short)(zeroPoint + RealNumber.Round((float)RealNumber.Clamp(steps, min - zeroPoint, max - zeroPoint)));
            }
        }
    }
}
