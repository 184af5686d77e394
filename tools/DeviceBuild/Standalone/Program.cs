using System;
using NanoBms.Core;
using NanoBms.Model;

namespace Example
{
    /// <summary>Runs the model: on the input that came with it, to see that all is well, then on numbers of your own.</summary>
    public static class Program
    {
        /// <summary>The entry point.</summary>
        public static void Main()
        {
            var model = new GeneratedModel();
            Console.WriteLine("self-test: " + (IsSound(model) ? "equal" : "DIFFERENT"));

            // Your values go here: TimeSteps rows of InputSize numbers, the oldest row first. A streaming model takes one row a call and
            // carries its state on; Reset() puts it back to its start.
            model.Reset();
            ModelInfo info = model.Info;
            var values = new float[info.TimeSteps * info.InputSize];
            float[] result = ModelValues.Run(model, values);
            for (int k = 0; k < result.Length; k++)
            {
                Console.WriteLine(ModelScaling.OutputNames[k] + ": " + result[k].ToString());
            }
        }

        private static bool IsSound(QuantizedModel model)
        {
            short[] expected = SelfTestVector.Output(), actual = new short[expected.Length];
            model.Invoke(SelfTestVector.Input(), actual);
            for (int k = 0; k < expected.Length; k++)
            {
                if (actual[k] != expected[k])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
