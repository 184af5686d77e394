using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A Kalman filter of three states: the state of charge; the drift that the offset of a current sensor makes in counting; and the error
    /// of the network, which is alike for minutes and dies away. An estimate of the network measures the sum of the first and the third, so
    /// that the filter finds out by itself over how long it must average. All values given to it must be finite numbers. (Kalman,
    /// Transactions of the ASME 82 (1960); a coloured error as a state: Gelb, Applied Optimal Estimation (1974), 4.5.)
    /// </summary>
    public sealed class SocFilter
    {
        /// <summary>Length of what <see cref="Write"/> writes, bytes.</summary>
        public const int StateLength = 20;

        // Offset of a current sensor, amperes; how fast the variance of its drift may grow, as a share of its highest a second; highest
        // drift as a multiple of that of the offset.
        private const double OffsetA = 0.02, DriftGrowthPerS = 5e-5, MaxOffsets = 20.0;

        private const double MinVariance = 1e-4, MaxVariance = 2500.0;

        private readonly double offsetDrift;

        private double soc, drift, varianceSoc;

        // Single precision is more than enough for these, and a board's memory is small.
        private float error;
        private float varianceDrift, varianceError, socDrift, socError, driftError;

        /// <summary>A filter that knows nothing.</summary>
        /// <param name="percentPerAs">State of charge, percent, that an ampere moves in a second.</param>
        public SocFilter(double percentPerAs)
        {
            offsetDrift = OffsetA * percentPerAs;
            Reset();
        }

        /// <summary>State of charge, 0..100 percent.</summary>
        public double Soc
        {
            get { return soc; }
        }

        /// <summary>What is to be added to counting, percent a second.</summary>
        public double Drift
        {
            get { return drift; }
        }

        /// <summary>Variance of <see cref="Soc"/>, %^2.</summary>
        public double Variance
        {
            get { return varianceSoc; }
        }

        private double MaxDrift
        {
            get { return MaxOffsets * offsetDrift; }
        }

        private double MaxDriftVariance
        {
            get { return offsetDrift * offsetDrift; }
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            soc = drift = 0.0;
            varianceSoc = MaxVariance;
            varianceDrift = (float)MaxDriftVariance;
            socDrift = 0f;
            RestartError(0.0);
        }

        /// <summary>Starts from a figure that owes nothing to the network.</summary>
        public void Anchor(double percent, double variance)
        {
            soc = RealNumber.Clamp(percent, 0.0, 100.0);
            varianceSoc = variance;
            socDrift = 0f;
            RestartError(varianceError);
        }

        /// <summary>Starts from an estimate of the network: what is wrong with it is wrong with the figure.</summary>
        public void AnchorByNetwork(double percent, double variance)
        {
            Anchor(percent, variance);
            varianceError = (float)variance;
            socError = (float)-variance;
            Bound();
        }

        /// <summary>The network starts anew: its error is another one now.</summary>
        /// <param name="variance">Its variance, %^2.</param>
        public void RestartError(double variance)
        {
            error = 0f;
            varianceError = (float)variance;
            socError = driftError = 0f;
            Bound();
        }

        /// <summary>Predicts what a time makes of it in which the current was measured.</summary>
        /// <param name="percent">What was counted, percent.</param>
        /// <param name="timeS">Seconds.</param>
        /// <param name="variance">varianceSoc of what was counted, without that of the drift, %^2.</param>
        /// <param name="errorVariance">varianceSoc that the network's error has in the long run, %^2.</param>
        public void Predict(double percent, double timeS, double variance, double errorVariance)
        {
            soc = RealNumber.Clamp(soc + percent + drift * timeS, 0.0, 100.0);
            varianceSoc += 2.0 * timeS * socDrift + timeS * timeS * varianceDrift;
            socDrift += (float)(timeS * varianceDrift);
            socError += (float)(timeS * driftError);
            PredictUnmeasured(timeS, variance, errorVariance);
        }

        /// <summary>Predicts what a time makes of it in which no current was measured, so that there is no drift to make up for.</summary>
        /// <param name="timeS">Seconds.</param>
        /// <param name="variance">varianceSoc of what may have flowed, %^2.</param>
        /// <param name="errorVariance">varianceSoc that the network's error has in the long run, %^2.</param>
        public void PredictUnmeasured(double timeS, double variance, double errorVariance)
        {
            double kept = NetworkError.CorrelationS / (NetworkError.CorrelationS + timeS);
            varianceSoc += variance;
            error *= (float)kept;
            socError *= (float)kept;
            driftError *= (float)kept;
            varianceError = (float)(kept * kept * varianceError + (1.0 - kept * kept) * errorVariance);
            varianceDrift += (float)(DriftGrowthPerS * MaxDriftVariance * timeS);
            Bound();
        }

        /// <summary>Updates it by a measurement of the state of charge that owes nothing to the network.</summary>
        /// <param name="percent">Measured, percent.</param>
        /// <param name="variance">Its variance, %^2.</param>
        public void Update(double percent, double variance)
        {
            Apply(percent - soc, varianceSoc, socDrift, socError, varianceSoc + variance);
        }

        /// <summary>Updates it by an estimate of the network.</summary>
        /// <param name="percent">Estimated, percent.</param>
        /// <param name="variance">varianceSoc of what differs from one estimate to the next, %^2, above 0.</param>
        /// <param name="minWeight">
        /// Share of the difference by which the state of charge follows at least, 0..1: it is less sure than it seems.
        /// </param>
        public void UpdateByNetwork(double percent, double variance, double minWeight)
        {
            double total = varianceSoc + 2.0 * socError + varianceError + variance;
            total = total < variance ? variance : total;
            double ofSoc = varianceSoc + socError;
            if (ofSoc < minWeight * total)
            {
                double more = (minWeight * total - ofSoc) / (1.0 - minWeight);
                varianceSoc += more;
                ofSoc += more;
                total += more;
            }

            Apply(percent - soc - error, ofSoc, (double)socDrift + driftError, (double)socError + varianceError, total);
        }

        /// <summary>Makes the state of charge less sure.</summary>
        /// <param name="variance">What is added to its variance, 0 or above, %^2.</param>
        public void Inflate(double variance)
        {
            varianceSoc += variance;
            Bound();
        }

        /// <summary>
        /// Writes the state but for the network's error, with another state of charge in place of its own: five binary32 numbers,
        /// little-endian.
        /// </summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="socPercent">State of charge to write, 0..100 percent.</param>
        public void Write(StateBuffer buffer, double socPercent)
        {
            double ownDrift = drift, variance = varianceSoc;
            float both = socDrift, ofDrift = varianceDrift;
            Exchange(buffer, ref socPercent, ref ownDrift, ref variance, ref both, ref ofDrift);
        }

        /// <summary>Reads a state, of before a restart of the network; false, and nothing changed, where it cannot be true.</summary>
        public bool TryRead(StateBuffer buffer)
        {
            double read = 0.0, readDrift = 0.0, variance = 0.0;
            float both = 0f, ofDrift = 0f;
            Exchange(buffer, ref read, ref readDrift, ref variance, ref both, ref ofDrift);

            // Single precision may have rounded a bound up.
            bool possible = RealNumber.IsWithin(read, 0.0, 100.0) && RealNumber.IsWithin(readDrift, -1.001 * MaxDrift, 1.001 * MaxDrift)
                && variance > 0.0 && RealNumber.IsWithin(variance, 0.0, MaxVariance)
                && ofDrift > 0f && RealNumber.IsWithin(ofDrift, 0.0, 1.001 * MaxDriftVariance)
                && RealNumber.IsWithin((double)both * both, 0.0, 1.001 * variance * ofDrift);
            if (!possible)
            {
                return false;
            }

            soc = read;
            drift = readDrift;
            varianceSoc = variance;
            socDrift = both;
            varianceDrift = ofDrift;
            RestartError(varianceError);
            return true;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.SerializeRounded(ref soc);
            buffer.SerializeRounded(ref drift);
            buffer.SerializeRounded(ref varianceSoc);
            buffer.Serialize(ref error);
            buffer.Serialize(ref varianceDrift);
            buffer.Serialize(ref varianceError);
            buffer.Serialize(ref socDrift);
            buffer.Serialize(ref socError);
            buffer.Serialize(ref driftError);
        }

        private static void Exchange(
            StateBuffer buffer, ref double soc, ref double drift, ref double variance, ref float socDrift, ref float varianceDrift)
        {
            buffer.SerializeRounded(ref soc);
            buffer.SerializeRounded(ref drift);
            buffer.SerializeRounded(ref variance);
            buffer.Serialize(ref socDrift);
            buffer.Serialize(ref varianceDrift);
        }

        /// <summary>What is beyond what two variances allow is rounding: then nothing is known of how they hang together.</summary>
        private static float Allowed(float covariance, double varianceA, double varianceB)
        {
            return (double)covariance * covariance > 1.000001 * varianceA * varianceB ? 0f : covariance;
        }

        /// <summary>Applies the gains, from the covariances of the three states with what was measured.</summary>
        private void Apply(double innovation, double ofSoc, double ofDrift, double ofError, double total)
        {
            double gainSoc = ofSoc / total, gainDrift = ofDrift / total, gainError = ofError / total;
            soc = RealNumber.Clamp(soc + gainSoc * innovation, 0.0, 100.0);
            drift = RealNumber.Clamp(drift + gainDrift * innovation, -MaxDrift, MaxDrift);
            error += (float)(gainError * innovation);
            varianceSoc -= gainSoc * ofSoc;
            socDrift -= (float)(gainSoc * ofDrift);
            socError -= (float)(gainSoc * ofError);
            varianceDrift -= (float)(gainDrift * ofDrift);
            driftError -= (float)(gainDrift * ofError);
            varianceError -= (float)(gainError * ofError);
            Bound();
        }

        private void Bound()
        {
            varianceSoc = RealNumber.Clamp(varianceSoc, MinVariance, MaxVariance);
            varianceDrift = (float)RealNumber.Clamp(varianceDrift, MinVariance * MaxDriftVariance, MaxDriftVariance);
            varianceError = (float)RealNumber.Clamp(varianceError, MinVariance, MaxVariance);
            socDrift = Allowed(socDrift, varianceSoc, varianceDrift);
            socError = Allowed(socError, varianceSoc, varianceError);
            driftError = Allowed(driftError, varianceDrift, varianceError);
        }
    }
}
