using System;

namespace NanoBms.Core
{
    /// <summary>
    /// One state of charge out of two: charge counting, which is smooth and drifts, and the network's estimate, which is absolute and noisy.
    /// A Kalman filter of two states (state of charge and the drift that a current sensor's offset makes) weighs them; a cell found full
    /// is a third, rare measurement. What is shown never moves faster than <see cref="MaxStepPercentPerS"/>.
    /// </summary>
    /// <remarks>
    /// The network's error changes slowly (the same stretch of a drive is misjudged for minutes), so one estimate a second tells little more than
    /// one a minute: an estimate counts with the variance of the error times its correlation time over the time since the one before. Not thread-safe.
    /// </remarks>
    public sealed class FusedEstimator
    {
        /// <summary>Fastest change of the shown figure, percent a second. Full load empties a cell at a fifth of it.</summary>
        public const float MaxStepPercentPerS = 0.5f;

        /// <summary>Difference of network and filter, percent, averaged over minutes, that sets <see cref="Disagrees"/>.</summary>
        public const float DisagreementPercent = 5f;

        /// <summary>Below this difference, percent, <see cref="Disagrees"/> is cleared.</summary>
        public const float AgreementPercent = 3f;

        /// <summary>Length of an exported state, bytes.</summary>
        public const int StateLength = 28;

        // Standard deviation and correlation time of the network's error. With the variance of counting they make the network's estimates count over
        // about four minutes: chosen on the validation cycles so that no sensor error of 2 % and 20 mA, whatever its signs, makes the figure worse.
        private const double NetworkErrorPercent = 1.0, NetworkCorrelationS = 60.0;

        // What counting may be wrong by besides a constant offset (gain, changing offset): variance a second.
        private const double CountingVariance = 2e-3;

        // Drift by a constant offset, percent a second: 20 mA on 2.9 Ah are 2e-4.
        private const double DriftDeviation = 2e-4, DriftVariance = 2e-12;

        private const double AnchorDeviationPercent = 2.0, FullDeviationPercent = 0.7;
        private const double FullCurrentRate = 0.05, FullHoldS = 60.0;
        private const double DisagreementAverageS = 120.0, DisagreementCatchUp = 10.0;
        private const int StateMagic = 0x31534600;

        private readonly float ratedCapacityAh, fullVoltageV;
        private double soc, drift;
        private double varianceSoc, covariance, varianceDrift;
        private double shown;
        private double fullS, difference;

        /// <summary>An estimator without an anchor.</summary>
        /// <param name="ratedCapacityAh">Rated capacity of a cell in ampere-hours, above 0.</param>
        /// <param name="fullVoltageV">
        /// Cell voltage, volts, at or above which a cell that carries less than a twentieth of its capacity for a minute is full; 0: full is never
        /// recognised. 4.14 for a 4.2 V lithium-ion cell.
        /// </param>
        /// <exception cref="ArgumentException">The capacity is not above 0.</exception>
        public FusedEstimator(float ratedCapacityAh, float fullVoltageV)
        {
            // In nanoCLR's comparisons NaN can pass for the greater number.
            if (float.IsNaN(ratedCapacityAh) || ratedCapacityAh <= 0f)
            {
                throw new ArgumentException("Charge counting needs the cell's rated capacity, above 0 Ah.");
            }

            this.ratedCapacityAh = ratedCapacityAh;
            this.fullVoltageV = fullVoltageV;
            Reset();
        }

        /// <summary>Whether there is a figure: false until the first estimate, full charge or imported state.</summary>
        public bool IsAnchored { get; private set; }

        /// <summary>The fused state of charge, 0..100 percent.</summary>
        public float SocPercent
        {
            get { return (float)shown; }
        }

        /// <summary>What the filter believes the current sensor shows too much, amperes.</summary>
        public float CurrentOffsetA
        {
            get { return (float)(-drift * 36.0 * ratedCapacityAh); }
        }

        /// <summary>
        /// Whether network and counting contradict each other for minutes: a wrong current sensor, a cell that is not the model's, or a wrong anchor.
        /// </summary>
        public bool Disagrees { get; private set; }

        /// <summary>Takes a reading that stands for a time.</summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds.</param>
        public void Add(float voltageV, float currentA, float durationS)
        {
            if (float.IsNaN(durationS) || durationS <= 0f)
            {
                return;
            }

            Advance(CoulombCounter.ToPercent(currentA, durationS, ratedCapacityAh), durationS);
            double limitA = FullCurrentRate * ratedCapacityAh;
            bool full = fullVoltageV > 0f && !float.IsNaN(voltageV) && voltageV >= fullVoltageV && currentA <= limitA && currentA >= -limitA;
            fullS = full ? fullS + durationS : 0.0;
            if (fullS >= FullHoldS)
            {
                fullS = 0.0;
                Take(100.0, FullDeviationPercent * FullDeviationPercent, FullDeviationPercent);
            }

            Show(durationS);
        }

        /// <summary>Lets a time pass of which there is no reading: what flowed then is unknown.</summary>
        public void AddGap(float durationS)
        {
            if (float.IsNaN(durationS) || durationS <= 0f)
            {
                return;
            }

            // A tenth of the capacity an hour, either way.
            double lost = 10.0 * durationS / 3600.0;

            // The drift belongs to a current that was measured: where none was, there is none to make up for.
            Advance(-drift * durationS, durationS);
            varianceSoc = Least(varianceSoc + lost * lost, 2500.0);
            fullS = 0.0;
            Show(durationS);
        }

        /// <summary>Takes an estimate of the network.</summary>
        /// <param name="estimatePercent">Absolute estimate, 0..100 percent.</param>
        /// <param name="sinceLastS">Seconds since the estimate before, above 0; a long time counts as the correlation time of the error.</param>
        public void Correct(float estimatePercent, float sinceLastS)
        {
            double sinceS = sinceLastS < 1f ? 1.0 : Least(sinceLastS, NetworkCorrelationS);
            if (IsAnchored)
            {
                double share = sinceS / (DisagreementAverageS + sinceS);
                difference += share * (estimatePercent - soc - difference);
                double size = difference < 0.0 ? -difference : difference;
                Disagrees = size > (Disagrees ? AgreementPercent : DisagreementPercent);
                if (Disagrees)
                {
                    // Voltage cannot drift: let the network win within minutes.
                    varianceSoc = Least(varianceSoc + DisagreementCatchUp * CountingVariance * sinceS, 2500.0);
                }
            }

            Take(estimatePercent, NetworkErrorPercent * NetworkErrorPercent * 2.0 * NetworkCorrelationS / sinceS, AnchorDeviationPercent);
        }

        /// <summary>Forgets all, as at first power-up.</summary>
        public void Reset()
        {
            IsAnchored = false;
            Disagrees = false;
            soc = drift = shown = 0.0;
            varianceSoc = covariance = 0.0;
            varianceDrift = DriftDeviation * DriftDeviation;
            fullS = difference = 0.0;
        }

        /// <summary>
        /// Writes the state, to be kept over a reboot: <see cref="StateLength"/> bytes, little-endian. False, and nothing written, without an anchor.
        /// </summary>
        public bool TryExport(byte[] state)
        {
            if (!IsAnchored)
            {
                return false;
            }

            Put(state, 0, BitConverter.GetBytes(StateMagic));
            Put(state, 4, BitConverter.GetBytes((float)shown));
            Put(state, 8, BitConverter.GetBytes((float)drift));
            Put(state, 12, BitConverter.GetBytes((float)varianceSoc));
            Put(state, 16, BitConverter.GetBytes((float)covariance));
            Put(state, 20, BitConverter.GetBytes((float)varianceDrift));
            Put(state, 24, BitConverter.GetBytes(Checksum(state)));
            return true;
        }

        /// <summary>Takes a state up again; false, and nothing changed, where it is none or cannot be true.</summary>
        /// <param name="state">What <see cref="TryExport"/> wrote.</param>
        /// <param name="offS">Seconds since then, of which nothing is known; below 0 where that is unknown too.</param>
        public bool TryImport(byte[] state, float offS)
        {
            if (state == null || state.Length != StateLength
                || BitConverter.ToInt32(state, 0) != StateMagic || BitConverter.ToInt32(state, 24) != Checksum(state))
            {
                return false;
            }

            float storedSoc = BitConverter.ToSingle(state, 4), storedDrift = BitConverter.ToSingle(state, 8);
            float storedVariance = BitConverter.ToSingle(state, 12), storedCovariance = BitConverter.ToSingle(state, 16);
            float storedDriftVariance = BitConverter.ToSingle(state, 20);
            bool possible = storedSoc >= 0f && storedSoc <= 100f && storedDrift > -0.01f && storedDrift < 0.01f
                && storedVariance > 0f && storedVariance <= 2500f && storedDriftVariance > 0f && storedDriftVariance < 1f
                && (double)storedCovariance * storedCovariance <= (double)storedVariance * storedDriftVariance;
            if (!possible)
            {
                return false;
            }

            Reset();
            IsAnchored = true;
            soc = shown = storedSoc;
            drift = storedDrift;
            varianceSoc = storedVariance;
            covariance = storedCovariance;
            varianceDrift = storedDriftVariance;

            // Unknown: as after half an hour.
            AddGap(offS < 0f ? 1800f : offS);
            shown = soc;
            return true;
        }

        /// <summary>Hands over all of it, unrounded, to go on as if nothing had been between.</summary>
        public void Transfer(StateBuffer buffer)
        {
            bool isAnchored = IsAnchored, disagrees = Disagrees;
            buffer.Transfer(ref isAnchored);
            buffer.Transfer(ref disagrees);
            IsAnchored = isAnchored;
            Disagrees = disagrees;
            buffer.Transfer(ref soc);
            buffer.Transfer(ref drift);
            buffer.Transfer(ref varianceSoc);
            buffer.Transfer(ref covariance);
            buffer.Transfer(ref varianceDrift);
            buffer.Transfer(ref shown);
            buffer.Transfer(ref fullS);
            buffer.Transfer(ref difference);
        }

        private void Advance(double percent, double durationS)
        {
            if (!IsAnchored)
            {
                return;
            }

            soc += percent + drift * durationS;
            varianceSoc += 2.0 * durationS * covariance + durationS * durationS * varianceDrift + CountingVariance * durationS;
            covariance += durationS * varianceDrift;
            varianceDrift = Least(varianceDrift + DriftVariance * durationS, DriftDeviation * DriftDeviation);
            Limit();
        }

        private void Take(double percent, double variance, double anchorDeviation)
        {
            if (!IsAnchored)
            {
                IsAnchored = true;
                soc = shown = percent;
                varianceSoc = anchorDeviation * anchorDeviation;
                covariance = 0.0;
                return;
            }

            double innovation = percent - soc, total = varianceSoc + variance;
            double gainSoc = varianceSoc / total, gainDrift = covariance / total;
            soc += gainSoc * innovation;
            drift += gainDrift * innovation;
            varianceDrift -= gainDrift * covariance;
            covariance -= gainSoc * covariance;
            varianceSoc -= gainSoc * varianceSoc;
            Limit();
        }

        private void Show(double durationS)
        {
            if (!IsAnchored)
            {
                return;
            }

            double step = soc - shown, most = MaxStepPercentPerS * durationS;
            shown += step > most ? most : (step < -most ? -most : step);
        }

        private void Limit()
        {
            soc = soc < 0.0 ? 0.0 : (soc > 100.0 ? 100.0 : soc);
        }

        private static double Least(double a, double b)
        {
            return a < b ? a : b;
        }

        private static void Put(byte[] target, int offset, byte[] bytes)
        {
            Array.Copy(bytes, 0, target, offset, bytes.Length);
        }

        private static int Checksum(byte[] state)
        {
            // Fletcher's sum over all but its own place.
            int first = 1, second = 0;
            for (int k = 0; k < StateLength - 4; k++)
            {
                first = (first + state[k]) % 65521;
                second = (second + first) % 65521;
            }

            return (second << 16) | first;
        }
    }
}
