using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Running
{
    /// <summary>Runs a model on an input whose output is known.</summary>
    public static class SelfTest
    {
        /// <summary>
        /// Runs it once and says in a line whether the output is the known one, how long it took and what memory is free.
        /// </summary>
        /// <param name="model">The model; a streaming one is reset before and after.</param>
        /// <param name="input">Quantised input.</param>
        /// <param name="expected">The output that belongs to it.</param>
        /// <param name="clock">Time.</param>
        /// <param name="power">Memory.</param>
        /// <param name="line">The line.</param>
        /// <returns>Whether the output is the known one.</returns>
        public static bool TryRun(QuantizedModel model, short[] input, short[] expected, IClock clock, IPower power, out string line)
        {
            var output = new short[expected.Length];
            model.Reset();
            long startedMs = clock.UptimeMs;
            model.Invoke(input, output);
            long tookMs = clock.UptimeMs - startedMs;
            model.Reset();
            int different = -1;
            for (int k = output.Length - 1; k >= 0; k--)
            {
                different = output[k] == expected[k] ? different : k;
            }

            line = "Self-test: inference took " + tookMs.ToString() + " ms, " + power.FreeMemoryBytes().ToString()
                + " bytes of memory free, output "
                + (different < 0 ? "equal" : "differs: value " + different.ToString() + " is " + output[different].ToString()
                    + ", expected " + expected[different].ToString());
            return different < 0;
        }
    }
}
