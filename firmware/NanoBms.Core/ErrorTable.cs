namespace NanoBms.Core
{
    /// <summary>
    /// How wrong a network's estimates are, measured on validation recordings: root mean square of the error by phase, temperature and
    /// state of charge, and how long an error lasts.
    /// </summary>
    public sealed class ErrorTable
    {
        /// <summary>Ascending bounds of the bins of the state of charge, percent; one bin more than bounds.</summary>
        public float[] SocEdgesPercent;

        /// <summary>Ascending bounds of the bins of the temperature, degrees Celsius; one bin more than bounds.</summary>
        public float[] TemperatureEdgesC;

        /// <summary>
        /// Error in tenths of a percent, a byte each: by phase (driving, resting, charging), temperature, state of charge.
        /// </summary>
        public byte[] DeciPercent;

        /// <summary>For each phase: seconds in which an error's autocorrelation falls to 1/e.</summary>
        public float[] CorrelationS;

        /// <summary>Root mean square of what differs from one estimate to the next, 15 s later, percent.</summary>
        public float ScatterPercent;

        /// <summary>How many times as large the error is in the first minute after the network's start.</summary>
        public float StartFactor;

        /// <summary>Root mean square of an estimate's error, percent.</summary>
        /// <param name="phase">0 driving, 1 resting, 2 charging.</param>
        /// <param name="socPercent">The estimate, percent.</param>
        /// <param name="temperatureC">Temperature, degrees Celsius.</param>
        public float RmsPercent(int phase, float socPercent, float temperatureC)
        {
            int row = phase * (TemperatureEdgesC.Length + 1) + Bin(TemperatureEdgesC, temperatureC);
            return DeciPercent[row * (SocEdgesPercent.Length + 1) + Bin(SocEdgesPercent, socPercent)] / 10f;
        }

        private static int Bin(float[] edges, float value)
        {
            int bin = 0;
            while (bin < edges.Length && value >= edges[bin])
            {
                bin++;
            }

            return bin;
        }
    }
}
