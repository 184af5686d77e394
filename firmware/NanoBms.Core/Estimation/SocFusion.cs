using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// One state of charge out of two: charge counting, which is smooth and drifts, and the network's estimate, which is absolute and
    /// noisy. A Kalman filter (<see cref="SocFilter"/>) weighs them; a cell found full is a third, rare measurement. What is shown moves by
    /// at most <see cref="MaxStepPercentPerS"/> times the time, and by less than 1 % within any second.
    /// </summary>
    /// <remarks>
    /// The network's error is alike for minutes, which the filter knows; how large it is is learnt (<see cref="NetworkError"/>), and how
    /// wrong counting is follows from how far samples are apart (<see cref="CoulombCounter"/>). A network that has just started errs most
    /// in the beginning, so a figure that rests on it alone follows it, and rests on more and more minutes the longer ago that was. Values
    /// that are no finite numbers are taken for missing. Not thread-safe.
    /// </remarks>
    public sealed class SocFusion
    {
        /// <summary>
        /// Fastest change of the shown figure, percent a second. Full load of an energy cell empties it at a quarter of that. Twice as much
        /// may fall within a second, where an estimate comes between two readings.
        /// </summary>
        public const float MaxStepPercentPerS = 0.45f;

        /// <summary>Length of an exported state, bytes.</summary>
        public const int StateLength = ChecksumAt + 4;

        private const int ChecksumAt = 4 + SocFilter.StateLength;

        // The lowest byte is the disagreement's.
        private const int StateMagic = 0x31534600;

        // What counting may be wrong by besides a constant offset and what no sample saw (gain, changing offset): variance a second. What
        // samples that are far apart do not see counts twice: the network saw no more than they did. Both chosen on training and validation
        // cycles so that no sensor error of 2 % and 20 mA, whatever its signs, makes the figure worse than the network's.
        private const double CountingVariance = 2e-3, UnseenTimes = 2.0;

        // After an anchor by the network alone an estimate weighs at least this many times its share of the time since.
        private const double StartWeight = 12.0, MaxStartWeight = 0.95;

        private const double FullDeviationPercent = 0.7;

        // Unknown current: a tenth of the capacity an hour, either way. A figure that this may have moved by more than a network errs at
        // its start is worth no more than that. A time off that is not known counts as half an hour.
        private const double GapPercentPerS = 10.0 / 3600.0, WorthlessPercent = 3.0, UnknownOffS = 1800.0;

        // While it disagrees the network wins within minutes, for voltage cannot drift: variance a second. A network that has just started
        // is not heard on that, and for some minutes a count that rests on nothing else is anchored anew by each estimate.
        private const double DisagreementVariance = 2e-2, NetworkStartS = 120.0, CountStartS = 600.0;

        private const double LongestS = 1e6;

        private readonly CoulombCounter counter;
        private readonly SocFilter filter;
        private readonly NetworkError network = new NetworkError();
        private readonly DisagreementFlag disagreement = new DisagreementFlag();
        private double shown;
        private float movable, gapS;

        // Whether the figure follows the network from its start, and for how long it has; below 0 before the first estimate.
        private bool followsNetwork;
        private float followedS;

        /// <summary>A fusion without an anchor.</summary>
        /// <param name="counter">The gauge's charge counter, without an anchor; readings reach it through here from now on.</param>
        /// <exception cref="ArgumentException">The counter does not know the cell's capacity.</exception>
        public SocFusion(CoulombCounter counter)
        {
            if (!counter.HasCapacity)
            {
                throw new ArgumentException("Charge counting needs the cell's rated capacity, above 0 Ah.");
            }

            this.counter = counter;
            filter = new SocFilter(counter.PercentPerAs);
            Reset();
        }

        /// <summary>Whether there is a figure: false until the first estimate, full charge or imported state.</summary>
        public bool IsAnchored
        {
            get { return counter.Reference.IsAnchored; }
        }

        /// <summary>The fused state of charge, 0..100 percent.</summary>
        public float SocPercent
        {
            get { return (float)shown; }
        }

        /// <summary>What the filter believes the current sensor shows too much, amperes.</summary>
        public float CurrentOffsetA
        {
            get { return (float)(-filter.Drift / counter.PercentPerAs); }
        }

        /// <summary>
        /// Whether network and charge count contradict each other for minutes: a wrong current sensor, a cell that is not the model's, or a
        /// wrong anchor. The count is <see cref="CoulombCounter.Reference"/>: estimates draw it so slowly that a sensor in order does not
        /// set the flag.
        /// </summary>
        public bool Disagrees
        {
            get { return disagreement.IsSet; }
        }

        /// <summary>Takes a reading that stands for a time.</summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative. No finite number: what flowed is unknown.</param>
        /// <param name="durationS">Seconds; nothing happens where it is not above 0.</param>
        public void Add(float voltageV, float currentA, float durationS)
        {
            if (!RealNumber.IsPositive(durationS))
            {
                return;
            }

            double timeS = RealNumber.Clamp(durationS, 0.0, LongestS);
            if (RealNumber.IsFinite(currentA))
            {
                bool wasAnchored = IsAnchored, isFull = counter.Add(voltageV, currentA, durationS);
                gapS = 0f;
                if (wasAnchored)
                {
                    double unseen = counter.UnseenVariance(timeS, UnseenTimes);
                    filter.Predict(counter.ChangePercent, timeS, CountingVariance * timeS + unseen, network.Variance);
                    followedS += followedS < 0f ? 0f : (float)timeS;
                }

                if (isFull)
                {
                    UpdateByFull(wasAnchored);
                }
            }
            else
            {
                PredictUnmeasured(timeS);
            }

            network.Add(timeS);
            Show(timeS);
        }

        /// <summary>
        /// Lets a time pass of which there is no reading: what flowed then is unknown, and the network starts anew after it.
        /// </summary>
        /// <param name="durationS">Seconds; nothing happens where it is not above 0.</param>
        public void AddGap(float durationS)
        {
            if (!RealNumber.IsPositive(durationS))
            {
                return;
            }

            double timeS = RealNumber.Clamp(durationS, 0.0, LongestS);
            PredictUnmeasured(timeS);
            network.Restart();
            filter.RestartError(network.Variance);
            Show(timeS);
        }

        /// <summary>Takes an estimate of the network.</summary>
        /// <param name="estimatePercent">Absolute estimate, 0..100 percent; nothing happens where it is no finite number.</param>
        /// <param name="sinceLastS">
        /// Seconds since the estimate before, above 0; a long time counts as that in which the network's errors are alike.
        /// </param>
        public void Correct(float estimatePercent, float sinceLastS)
        {
            if (!RealNumber.IsFinite(estimatePercent))
            {
                return;
            }

            double estimate = RealNumber.Clamp(estimatePercent, 0.0, 100.0);
            double sinceS = RealNumber.Clamp(sinceLastS, 1.0, NetworkError.CorrelationS);
            if (!IsAnchored)
            {
                filter.AnchorByNetwork(estimate, network.Variance);
                counter.Reference.AnchorAt(estimate);
                shown = filter.Soc;
                followsNetwork = true;
                followedS = 0f;
                return;
            }

            Compare(estimate, sinceS);
            double minWeight = 0.0;
            if (followsNetwork)
            {
                followedS = followedS < 0f ? 0f : followedS;
                minWeight = followedS > 0f ? RealNumber.Clamp(StartWeight * sinceS / followedS, 0.0, MaxStartWeight) : MaxStartWeight;
            }

            filter.UpdateByNetwork(estimate, NetworkError.ScatterVariance(sinceS), minWeight);
            Move();
        }

        /// <summary>Forgets all, as at first power-up.</summary>
        public void Reset()
        {
            filter.Reset();
            ResetAllButFilter();
        }

        /// <summary>
        /// Writes the state, to be kept over a reboot: <see cref="StateLength"/> bytes, little-endian. False, and nothing written, without
        /// an anchor.
        /// </summary>
        public bool TryExport(byte[] state)
        {
            if (!IsAnchored)
            {
                return false;
            }

            var buffer = new StateBuffer(state, false);
            int magic = StateMagic | disagreement.ToByte();
            buffer.Serialize(ref magic);
            filter.Write(buffer, shown);
            int checksum = Checksum(state);
            buffer.Serialize(ref checksum);
            return true;
        }

        /// <summary>Takes a state up again; false, and nothing changed, where it is none or cannot be true.</summary>
        /// <param name="state">What <see cref="TryExport"/> wrote.</param>
        /// <param name="offS">Seconds since then, of which nothing is known; below 0 where that is unknown too.</param>
        public bool TryImport(byte[] state, float offS)
        {
            if (state == null || state.Length != StateLength || BitConverter.ToInt32(state, ChecksumAt) != Checksum(state))
            {
                return false;
            }

            var buffer = new StateBuffer(state, true);
            int magic = 0;
            buffer.Serialize(ref magic);
            if ((magic & ~0xFF) != StateMagic || !filter.TryRead(buffer))
            {
                return false;
            }

            ResetAllButFilter();
            filter.RestartError(network.Variance);
            disagreement.FromByte((byte)magic);
            counter.Reference.AnchorAt(filter.Soc);
            PredictUnmeasured(RealNumber.IsWithin(offS, 0.0, float.PositiveInfinity) ? RealNumber.Clamp(offS, 0.0, LongestS) : UnknownOffS);
            gapS = 0f;
            shown = filter.Soc;
            return true;
        }

        /// <summary>
        /// Serialises all that the next reading depends on but the charge counter, to go on as if nothing had been between.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.SerializeRounded(ref shown);
            buffer.Serialize(ref gapS);
            buffer.Serialize(ref followsNetwork);
            buffer.Serialize(ref followedS);
            filter.Serialize(buffer);
            network.Serialize(buffer);
            disagreement.Serialize(buffer);
        }

        private static int Checksum(byte[] state)
        {
            // Fletcher's sum over all but its own place.
            int first = 1, second = 0;
            for (int k = 0; k < ChecksumAt; k++)
            {
                first = (first + state[k]) % 65521;
                second = (second + first) % 65521;
            }

            return (second << 16) | first;
        }

        private void ResetAllButFilter()
        {
            followsNetwork = false;
            shown = 0.0;
            movable = gapS = followedS = 0f;
            counter.Restart();
            network.Reset();
            disagreement.Reset();
        }

        private void UpdateByFull(bool wasAnchored)
        {
            const double Variance = FullDeviationPercent * FullDeviationPercent;
            if (wasAnchored)
            {
                filter.Update(100.0, Variance);
            }
            else
            {
                filter.Anchor(100.0, Variance);
                filter.RestartError(network.Variance);
                shown = filter.Soc;
            }

            followsNetwork = false;
        }

        /// <summary>
        /// A time of which the current is unknown. What may have flowed grows with the time in a row, in however many calls it passes.
        /// </summary>
        private void PredictUnmeasured(double timeS)
        {
            double before = gapS * GapPercentPerS;
            gapS = (float)RealNumber.Clamp(gapS + timeS, 0.0, LongestS);
            double after = gapS * GapPercentPerS;
            if (IsAnchored)
            {
                filter.PredictUnmeasured(timeS, CountingVariance * timeS + after * after - before * before, network.Variance);
                followedS += followedS < 0f ? 0f : (float)timeS;
            }

            counter.AddGap();
            if (after > WorthlessPercent)
            {
                followsNetwork = true;
                followedS = -1f;
            }
        }

        /// <summary>Holds an estimate against the count, and learns from it how wrong the network is where the two agree.</summary>
        private void Compare(double estimate, double sinceS)
        {
            if (followsNetwork && followedS < CountStartS)
            {
                counter.Reference.AnchorAt(estimate);
            }
            else
            {
                counter.Reference.Correct((float)estimate, (float)sinceS);
            }

            if (network.RunningS >= NetworkStartS)
            {
                disagreement.Update(estimate - counter.Reference.SocPercent, sinceS);
            }

            if (disagreement.IsSet)
            {
                filter.Inflate(DisagreementVariance * sinceS);
            }
            else
            {
                network.Learn(estimate - filter.Soc, sinceS);
            }
        }

        /// <summary>Lets the shown figure follow for a time; what it does not use up is left for an estimate of the same time.</summary>
        private void Show(double timeS)
        {
            movable = (float)(MaxStepPercentPerS * timeS);
            if (IsAnchored)
            {
                Move();
            }
        }

        private void Move()
        {
            double step = filter.Soc - shown;
            step = RealNumber.Clamp(step, -movable, movable);
            shown += step;
            movable -= (float)(step < 0.0 ? -step : step);
            movable = movable < 0f ? 0f : movable;
        }
    }
}
