using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Features
{
    /// <summary>Scales features and quantises them for a model's input.</summary>
    public sealed class FeatureQuantizer
    {
        private readonly ModelInfo info;

        /// <summary>The scaling and input quantisation of a model.</summary>
        /// <exception cref="ArgumentException">Scaling and features differ in length.</exception>
        public FeatureQuantizer(ModelInfo info)
        {
            if (info.FeatureScale == null || info.FeatureOffset == null
                || info.FeatureScale.Length != info.InputSize || info.FeatureOffset.Length != info.InputSize)
            {
                throw new ArgumentException("The model's scaling must have one factor and one offset for each feature.");
            }

            this.info = info;
        }

        /// <summary>The scaled value of a feature: feature * scale + offset.</summary>
        public float Scale(int index, float feature)
        {
            float product = feature * info.FeatureScale[index];
            return product + info.FeatureOffset[index];
        }

        /// <summary>
        /// Quantises all features into <paramref name="quantized"/> from <paramref name="start"/> on: scaled / input scale, rounded half
        /// away from zero, plus the zero point, clamped to the input's range.
        /// </summary>
        public void Quantize(float[] features, short[] quantized, int start)
        {
            int zeroPoint = info.InputZeroPoint;
            for (int k = 0; k < features.Length; k++)
            {
                float steps = Scale(k, features[k]) / info.InputScale;

                // Clamped before it becomes an int: a value far outside must not wrap.
                steps = (float)RealNumber.Clamp(steps, info.InputMin - zeroPoint, info.InputMax - zeroPoint);
                quantized[start + k] = (short)(zeroPoint + RealNumber.Round(steps));
            }
        }
    }
}
