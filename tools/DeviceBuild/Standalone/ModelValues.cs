using System;
using NanoBms.Core;
using NanoBms.Core.Arithmetic;

namespace Example
{
    /// <summary>Numbers in their own units into the model, and out of it.</summary>
    public static class ModelValues
    {
        /// <summary>Runs the model once.</summary>
        /// <param name="model">The model.</param>
        /// <param name="values">TimeSteps x InputSize values in their own units, the oldest time step first.</param>
        /// <returns>OutputSize values in their own units.</returns>
        /// <exception cref="ArgumentException">There are more or fewer values.</exception>
        public static float[] Run(QuantizedModel model, float[] values)
        {
            ModelInfo info = model.Info;
            if (values.Length != info.TimeSteps * info.InputSize)
            {
                throw new ArgumentException("The model takes as many values as TimeSteps x InputSize.");
            }

            var input = new short[values.Length];
            for (int k = 0; k < values.Length; k++)
            {
                int column = k % info.InputSize;
                float product = values[k] * ModelScaling.InputScale[column];
                float steps = (product + ModelScaling.InputOffset[column]) / info.InputScale;

                // Clamped before it becomes an int: a value far outside must not wrap.
                int zero = info.InputZeroPoint;
                steps = (float)RealNumber.Clamp(steps, info.InputMin - zero, info.InputMax - zero);
                input[k] = (short)(zero + RealNumber.Round(steps));
            }

            var output = new short[info.OutputSize];
            model.Invoke(input, output);
            var result = new float[output.Length];
            for (int k = 0; k < output.Length; k++)
            {
                float real = (output[k] - info.OutputZeroPoint) * info.OutputScale;
                result[k] = (real * ModelScaling.OutputScale[k]) + ModelScaling.OutputOffset[k];
            }

            return result;
        }
    }
}
