using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A Kalman filter of three states: the state of charge; the drift that the offset of a current sensor makes in counting; and the part
    /// of the network's error that dies away in minutes, in units of its standard deviation. An estimate of the network measures the first
    /// and the last, a full charge the first alone. Beside them, by how much the state of charge rests on the network: so much of the error
    /// that the network never loses is in it, which no filter can take away. All values given to it must be finite numbers. (Kalman,
    /// Transactions of the ASME 82 (1960); a coloured error as a state: Gelb, Applied Optimal Estimation (1974), 4.5; an error that is
    /// considered and not estimated: Schmidt, Advances in Control Systems 3 (1966).)
    /// </summary>
    public sealed class SocFilter
    {
        /// <summary>Offset of a current sensor, standard deviation in amperes.</summary>
        public const double OffsetA = 0.02;

        /// <summary>Variance of a state of charge of which nothing is known, %^2.</summary>
        public const double UnknownVariance = 2500.0;

        private const int Soc = 0, Drift = 1, Error = 2, States = 3;

        // How fast the variance of the drift may grow, as a share of its highest a second; highest drift as a multiple of that of the
        // offset: a wrong gain makes one as well.
        private const double DriftGrowthPerS = 5e-5, MaxOffsets = 20.0;

        private const double MinVariance = 1e-3;

        private readonly double offsetDrift;

        // A row after the other; arrays take less of a board's memory than fields.
        private readonly double[] state = new double[States], covariance = new double[States * States];
        private float reliance;

        /// <summary>A filter that knows nothing.</summary>
        /// <param name="percentPerAs">State of charge, percent, that an ampere of the battery moves in a second.</param>
        public SocFilter(double percentPerAs)
        {
            offsetDrift = OffsetA * percentPerAs;
            Reset();
        }

        /// <summary>State of charge, 0..100 percent.</summary>
        public double SocPercent
        {
            get { return state[Soc]; }
        }

        /// <summary>Variance of <see cref="SocPercent"/>, %^2.</summary>
        public double Variance
        {
            get { return covariance[0]; }
        }

        /// <summary>What is to be added to counting, percent a second.</summary>
        public double DriftPercentPerS
        {
            get { return state[Drift]; }
        }

        /// <summary>How much of an error that the network has for long is in the state of charge: 0 none, 1 all.</summary>
        public double Reliance
        {
            get { return reliance; }
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            for (int k = 0; k < covariance.Length; k++)
            {
                covariance[k] = 0.0;
            }

            for (int k = 0; k < States; k++)
            {
                state[k] = 0.0;
            }

            covariance[0] = UnknownVariance;
            covariance[Drift * States + Drift] = offsetDrift * offsetDrift;
            covariance[Error * States + Error] = 1.0;
            reliance = 1f;
        }

        /// <summary>Starts from a figure.</summary>
        /// <param name="percent">State of charge, percent.</param>
        /// <param name="variance">Its variance, %^2.</param>
        /// <param name="isNetworks">Whether it is the network's; else it owes nothing to that.</param>
        public void Anchor(double percent, double variance, bool isNetworks)
        {
            reliance = isNetworks ? 1f : 0f;
            Separate(Soc, variance);
            state[Soc] = RealNumber.Clamp(percent, 0.0, 100.0);
        }

        /// <summary>The network starts anew: its error is another one now.</summary>
        public void RestartError()
        {
            Separate(Error, 1.0);
            state[Error] = 0.0;
        }

        /// <summary>Predicts what a time makes of it in which the current was measured.</summary>
        /// <param name="percent">What was counted, percent of the capacity.</param>
        /// <param name="timeS">Seconds.</param>
        /// <param name="variance">Variance of what was counted, without that of the drift, %^2.</param>
        /// <param name="correlationS">Seconds in which the network's error dies away to a third.</param>
        public void Predict(double percent, double timeS, double variance, double correlationS)
        {
            state[Soc] = RealNumber.Clamp(state[Soc] + percent + state[Drift] * timeS, 0.0, 100.0);
            for (int k = 0; k < States; k++)
            {
                covariance[k] += timeS * covariance[Drift * States + k];
            }

            for (int k = 0; k < States; k++)
            {
                int row = k * States;
                covariance[row] += timeS * covariance[row + Drift];
            }

            PredictUnmeasured(timeS, variance, correlationS);
        }

        /// <summary>Predicts what a time makes of it in which no current was measured, so that there is no drift to make up for.</summary>
        /// <param name="timeS">Seconds.</param>
        /// <param name="variance">Variance of what may have flowed, %^2.</param>
        /// <param name="correlationS">Seconds in which the network's error dies away to a third.</param>
        public void PredictUnmeasured(double timeS, double variance, double correlationS)
        {
            double kept = correlationS / (correlationS + timeS);
            state[Error] *= kept;
            for (int k = 0; k < States; k++)
            {
                covariance[Error * States + k] *= kept;
                covariance[k * States + Error] *= kept;
            }

            covariance[0] += variance;
            covariance[Drift * States + Drift] += DriftGrowthPerS * offsetDrift * offsetDrift * timeS;
            covariance[Error * States + Error] += 1.0 - kept * kept;
            Bound();
        }

        /// <summary>Updates it by a measurement of the state of charge that owes nothing to the network.</summary>
        /// <param name="percent">Measured, percent.</param>
        /// <param name="variance">Its variance, %^2.</param>
        public void Update(double percent, double variance)
        {
            double gain = Apply(percent - state[Soc], 0.0, variance);
            reliance -= (float)(gain * reliance);
        }

        /// <summary>Updates it by an estimate of the network.</summary>
        /// <param name="percent">Estimated, percent.</param>
        /// <param name="deviation">Standard deviation of its error, percent.</param>
        /// <param name="variance">Variance of what differs from one estimate to the next, %^2, above 0.</param>
        public void UpdateByNetwork(double percent, double deviation, double variance)
        {
            double gain = Apply(percent - state[Soc] - deviation * state[Error], deviation, variance);
            reliance += (float)(gain * (1.0 - reliance));
            reliance = (float)RealNumber.Clamp(reliance, 0.0, 1.0);
        }

        /// <summary>Makes the state of charge less sure.</summary>
        /// <param name="variance">What is added to its variance, 0 or above, %^2.</param>
        public void Inflate(double variance)
        {
            covariance[0] += variance;
            Bound();
        }

        /// <summary>Rounds all of it to single precision, as <see cref="Serialize"/> writes it.</summary>
        public void Round()
        {
            for (int k = 0; k < States; k++)
            {
                state[k] = (float)state[k];
            }

            for (int k = 0; k < covariance.Length; k++)
            {
                covariance[k] = (float)covariance[k];
            }
        }

        /// <summary>
        /// Serialises all of it in single precision. What cannot be true is forgotten: the filter knows
        /// nothing then.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            for (int k = 0; k < States; k++)
            {
                buffer.SerializeRounded(ref state[k]);
            }

            for (int row = 0; row < States; row++)
            {
                for (int column = 0; column <= row; column++)
                {
                    int at = row * States + column;
                    buffer.SerializeRounded(ref covariance[at]);
                    covariance[column * States + row] = covariance[at];
                }
            }

            buffer.Serialize(ref reliance);
            if (!IsPossible())
            {
                Reset();
            }
        }

        private bool IsPossible()
        {
            for (int k = 0; k < covariance.Length; k++)
            {
                if (!RealNumber.IsWithin(covariance[k], -1e5, 1e5))
                {
                    return false;
                }
            }

            for (int k = 0; k < States; k++)
            {
                if (!RealNumber.IsPositive(covariance[k * States + k]))
                {
                    return false;
                }
            }

            return RealNumber.IsWithin(reliance, 0.0, 1.0) && RealNumber.IsWithin(state[Soc], 0.0, 100.0)
                && RealNumber.IsWithin(state[Error], -100.0, 100.0)
                && RealNumber.IsWithin(state[Drift], -1.001 * MaxOffsets * offsetDrift, 1.001 * MaxOffsets * offsetDrift);
        }

        /// <summary>Makes a state owe nothing to the others.</summary>
        private void Separate(int which, double variance)
        {
            for (int k = 0; k < States; k++)
            {
                covariance[which * States + k] = covariance[k * States + which] = 0.0;
            }

            covariance[which * States + which] = variance;
        }

        /// <summary>
        /// Applies the gains of a measurement of the charge and so many times the network's error; the gain of the charge.
        /// </summary>
        private double Apply(double innovation, double ofError, double variance)
        {
            double both0 = covariance[0] + ofError * covariance[Error];
            double both1 = covariance[Drift * States] + ofError * covariance[Drift * States + Error];
            double both2 = covariance[Error * States] + ofError * covariance[Error * States + Error];
            double total = both0 + ofError * both2 + variance;
            total = total < variance ? variance : total;
            double gain = innovation / total;
            state[Soc] = RealNumber.Clamp(state[Soc] + both0 * gain, 0.0, 100.0);
            state[Drift] = RealNumber.Clamp(state[Drift] + both1 * gain, -MaxOffsets * offsetDrift, MaxOffsets * offsetDrift);
            state[Error] += both2 * gain;
            for (int row = 0; row < States; row++)
            {
                double share = (row == Soc ? both0 : row == Drift ? both1 : both2) / total;
                int at = row * States;
                covariance[at] -= share * both0;
                covariance[at + Drift] -= share * both1;
                covariance[at + Error] -= share * both2;
            }

            Bound();
            return both0 / total;
        }

        private void Bound()
        {
            Bound(Soc, MinVariance, UnknownVariance);
            Bound(Drift, 1e-4 * offsetDrift * offsetDrift, offsetDrift * offsetDrift);
            Bound(Error, MinVariance, 1.0);
            for (int row = 1; row < States; row++)
            {
                for (int column = 0; column < row; column++)
                {
                    // What is beyond what two variances allow is rounding: the most that they allow stands for it.
                    int at = row * States + column;
                    double limit = 0.999 * System.Math.Sqrt(covariance[row * States + row] * covariance[column * States + column]);
                    covariance[at] = covariance[column * States + row] = RealNumber.Clamp(covariance[at], -limit, limit);
                }
            }
        }

        private void Bound(int which, double min, double max)
        {
            int at = which * States + which;
            covariance[at] = RealNumber.Clamp(covariance[at], min, max);
        }
    }
}
