using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// One state of charge, with an error bar, out of two: charge counting, which is smooth and drifts, and the network's estimate, which
    /// is absolute and noisy. A Kalman filter (<see cref="SocFilter"/>) weighs them and learns the battery's capacity and the offset of its
    /// current sensor by the way; a full cell is a hard fact. What is shown moves by at most <see cref="MaxStepPercentPerS"/> times the
    /// time, but where something new is known at once: a full charge, a user's word, or a network after a time of which nothing is known.
    /// </summary>
    /// <remarks>
    /// How large the network's error is comes from the model (<see cref="ErrorTable"/>), how wrong counting is from how far samples are
    /// apart (<see cref="CoulombCounter"/>). Values that are no finite numbers are taken for missing. Not thread-safe.
    /// </remarks>
    public sealed class SocFusion
    {
        /// <summary>
        /// Fastest change of the shown figure, percent a second. Full load of an energy cell empties it at a quarter of that. Twice as much
        /// may fall within a second, where an estimate comes between two readings.
        /// </summary>
        public const float MaxStepPercentPerS = 0.45f;

        // What counting may be wrong by besides a constant offset, a wrong capacity and what no sample saw: variance a second. What samples
        // that are far apart do not see counts twice: the network saw no more than they did.
        private const double CountingVariance = 2e-3, UnseenTimes = 2.0;

        private const double FullDeviationPercent = 0.3;

        // The bar holds the truth 95 times in 100: so many standard deviations, and at least what the last digit may hide.
        private const double BarDeviations = 1.96, MinBarPercent = 0.3;

        // Unknown current: a tenth of the capacity an hour, either way. A figure that this may have moved by more than a network errs at
        // its start follows the network at once. A time off that is not known counts as one and a half hours.
        private const double GapPercentPerS = 10.0 / 3600.0, WorthlessPercent = 3.0, UnknownOffS = 5400.0;

        // While it disagrees the network wins within minutes, for voltage cannot drift: variance a second. A network that has just started
        // is not heard on that, and for some minutes a count that rests on nothing else is anchored anew by each estimate.
        private const double DisagreementVariance = 1e-2, NetworkStartS = 120.0, CountStartS = 300.0, RestsOnNetwork = 0.5;

        // A network so many times its measured variance wrong, and so many percent from the count on the mean of minutes, is of another
        // cell. In the cold healthy ones are further out too, with each kelvin below a temperature.
        private const double ForeignFit = 9.0, ForeignPercent = 10.0, ColdPerK = 0.2;

        private const float WarmC = 10f;

        // A network that was with the count and is at once this far from it, and so many of its deviations, to one side for a minute: the
        // battery was changed, or charged, between two readings.
        private const double ReferenceS = 0.5 * AnchoredCount.CorrectionS, SuddenPercent = 12.0, SuddenDeviations = 4.0, SuddenS = 59.0;

        private const double LongestStepS = 15.0;

        private const double LongestS = 1e6, LongestEstimateS = 100.0;

        private readonly CoulombCounter counter;
        private readonly double percentPerAs;
        private readonly SocFilter filter;
        private readonly CapacityEstimate capacity = new CapacityEstimate();
        private readonly NetworkError network;
        private readonly PhaseDetector phase;
        private readonly DisagreementFlag disagreement = new DisagreementFlag();
        private double shown;
        private float movable, gapS, temperatureC, suddenS, lastingVariance;

        // Whether the figure may jump to the network's next: after a time of which nothing is known.
        private bool jumps = true, isAnchored;

        /// <summary>A fusion without an anchor.</summary>
        /// <param name="counter">
        /// The gauge's charge counter, of the model's cell, without an anchor; readings reach it through here from now on.
        /// </param>
        /// <param name="batteryCapacityAh">Rated capacity of the battery whose current the sensor measures, ampere-hours, above 0.</param>
        /// <param name="table">How wrong the network is; null: unknown.</param>
        /// <exception cref="ArgumentException">The counter does not know the cell's capacity.</exception>
        public SocFusion(CoulombCounter counter, float batteryCapacityAh, ErrorTable table)
        {
            if (!counter.HasCapacity)
            {
                throw new ArgumentException("Charge counting needs the cell's rated capacity, above 0 Ah.");
            }

            this.counter = counter;
            network = new NetworkError(table);
            phase = new PhaseDetector(counter.CapacityAh);
            percentPerAs = CoulombCounter.ToPercent(1f, 1f, batteryCapacityAh);
            filter = new SocFilter(percentPerAs);
        }

        /// <summary>Whether there is a figure: false while nothing is known that could be shown.</summary>
        public bool IsAnchored
        {
            get { return isAnchored; }
        }

        /// <summary>The fused state of charge, 0..100 percent.</summary>
        public float SocPercent
        {
            get { return (float)shown; }
        }

        /// <summary>Half of the interval that holds the truth 95 times in 100, percent, 0..100.</summary>
        public float BarPercent
        {
            get
            {
                double away = filter.SocPercent - shown;
                double bar = BarDeviations * Math.Sqrt(Variance) + (away < 0.0 ? -away : away)
                    + (disagreement.IsSet ? disagreement.DifferencePercent : 0.0);
                return (float)RealNumber.Clamp(bar, MinBarPercent, 100.0);
            }
        }

        /// <summary>What the filter believes the current sensor shows too much, amperes.</summary>
        public float CurrentOffsetA
        {
            get { return (float)(-filter.DriftPercentPerS / percentPerAs); }
        }

        /// <summary>Learnt capacity as a share of the rated one: the battery's state of health, 1 as long as nothing was learnt.</summary>
        public float CapacityShare
        {
            get { return (float)capacity.Share; }
        }

        /// <summary>Standard deviation of <see cref="CapacityShare"/>.</summary>
        public float CapacityDeviation
        {
            get { return (float)capacity.Deviation; }
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

        /// <summary>
        /// Whether network and count contradict each other by so much more than was measured that the cell may be none of the model's
        /// kind.
        /// </summary>
        public bool IsDoubtful
        {
            get { return network.Fit > ForeignFit; }
        }

        /// <summary>
        /// Whether they are so far apart besides that it is none: a healthy cell under a load or a charge that nobody recorded can be out
        /// of its table by a few percent for an hour.
        /// </summary>
        public bool IsForeign
        {
            get { return IsDoubtful && disagreement.DifferencePercent > ForeignPercent * ColdTimes; }
        }

        /// <summary>How many times as far as in the warm a healthy cell may be from what was measured, 1 or more.</summary>
        public double ColdTimes
        {
            get { return temperatureC < WarmC ? 1.0 + ColdPerK * (WarmC - temperatureC) : 1.0; }
        }

        /// <summary>How many times the measured variance the network's error has.</summary>
        public float Fit
        {
            get { return network.Fit; }
        }

        /// <summary>Seconds since the network's start.</summary>
        public float NetworkRunningS
        {
            get { return network.RunningS; }
        }

        /// <summary>What the battery is at: see <see cref="PhaseDetector"/>.</summary>
        public int Phase
        {
            get { return phase.Phase; }
        }

        /// <summary>Takes a reading that stands for a time; true where the cell was found full.</summary>
        /// <param name="voltageV">Voltage of a cell in volts.</param>
        /// <param name="currentA">
        /// Current of a cell in amperes, discharge negative. No finite number: what flowed is unknown.
        /// </param>
        /// <param name="temperatureC">Temperature, degrees Celsius.</param>
        /// <param name="durationS">Seconds; nothing happens where it is not above 0.</param>
        public bool Add(float voltageV, float currentA, float temperatureC, float durationS)
        {
            if (!RealNumber.IsPositive(durationS))
            {
                return false;
            }

            bool isFull = false;
            double timeS = RealNumber.Clamp(durationS, 0.0, LongestS);
            this.temperatureC = RealNumber.IsFinite(temperatureC) ? temperatureC : this.temperatureC;
            if (RealNumber.IsFinite(currentA))
            {
                isFull = counter.Add(voltageV, currentA, durationS, (float)capacity.Share);
                double flown = counter.ChangePercent;
                capacity.Add(flown, timeS);
                phase.Add(currentA, durationS);
                gapS = 0f;
                filter.Predict(
                    flown / capacity.Share, timeS,
                    CountingVariance * timeS + counter.UnseenVariance(timeS, UnseenTimes),
                    NetworkError.DyingS);
                if (isFull)
                {
                    capacity.UpdateByFact(100.0, FullDeviationPercent * FullDeviationPercent);
                    filter.Update(100.0, FullDeviationPercent * FullDeviationPercent);
                    AnchorAt(100.0, FullDeviationPercent);
                }
            }
            else
            {
                PredictUnmeasured(timeS);
            }

            network.Add(timeS);
            Show(timeS);
            if (durationS > SampledCurrent.SeenS)
            {
                Round();
            }

            return isFull;
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
            filter.RestartError();
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
            double sinceS = RealNumber.Clamp(sinceLastS, 1.0, LongestEstimateS);
            if (!isAnchored)
            {
                filter.Anchor(estimate, SocFilter.UnknownVariance, true);
            }

            if (TryCompare(estimate, sinceS))
            {
                double lasting = Deviation(estimate);
                lastingVariance = (float)(lasting * lasting);
                filter.UpdateByNetwork(
                    estimate, network.DyingDeviation, network.ScatterVariance(sinceS));
                capacity.Update(estimate, NetworkDeviation(estimate), sinceS);
                isAnchored = true;
                if (jumps)
                {
                    shown = filter.SocPercent;
                    jumps = false;
                }

                Move();
            }

            Round();
        }

        /// <summary>Standard deviation of an estimate's error now as it was measured, whatever was learnt since, percent.</summary>
        /// <param name="estimatePercent">The estimate, percent.</param>
        public double NetworkDeviation(double estimatePercent)
        {
            return Deviation(estimatePercent) / Math.Sqrt(network.Fit);
        }

        /// <summary>Takes a user's word for the state of charge.</summary>
        /// <param name="percent">0..100 percent.</param>
        /// <param name="deviationPercent">How sure that is, standard deviation in percent, above 0.</param>
        public void Set(float percent, float deviationPercent)
        {
            AnchorAt(percent, deviationPercent);
        }

        /// <summary>Forgets all, as at first power-up.</summary>
        public void Reset()
        {
            filter.Reset();
            capacity.Reset();
            counter.Reset();
            network.Reset();
            phase.Reset();
            disagreement.Reset();
            isAnchored = false;
            jumps = true;
            shown = 0.0;
            movable = gapS = suddenS = lastingVariance = 0f;
        }

        /// <summary>A time of which nothing is known has passed since the state was kept, as after a restart.</summary>
        /// <param name="offS">Seconds; below 0 where that is unknown too.</param>
        public void Resume(float offS)
        {
            counter.Reset();
            capacity.Break();
            phase.Reset();
            network.Restart();
            filter.RestartError();
            gapS = suddenS = 0f;
            jumps = !isAnchored;
            PredictUnmeasured(RealNumber.IsWithin(offS, 0.0, float.PositiveInfinity) ? RealNumber.Clamp(offS, 0.0, LongestS) : UnknownOffS);
            gapS = 0f;
            if (isAnchored)
            {
                counter.Reference.AnchorAt(filter.SocPercent);
            }
        }

        /// <summary>
        /// Serialises all that the next reading depends on but the charge counter, to go on as if nothing had been between.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            SerializeLearnt(buffer);
            buffer.Serialize(ref gapS);
            buffer.Serialize(ref jumps);
            buffer.SerializeScaled(ref suddenS, 1f, true);
            capacity.SerializeCount(buffer);
            network.Serialize(buffer);
            phase.Serialize(buffer);
        }

        /// <summary>Serialises what outlives a restart; <see cref="Resume"/> takes it up again.</summary>
        public void SerializeLearnt(StateBuffer buffer)
        {
            filter.Serialize(buffer);
            capacity.SerializeLearnt(buffer);
            buffer.Serialize(ref lastingVariance);
            buffer.SerializeRounded(ref shown);
            if (!RealNumber.IsWithin(lastingVariance, 0.0, 1e5))
            {
                lastingVariance = 0f;
                filter.Reset();
            }

            if (!RealNumber.IsWithin(shown, 0.0, 100.0))
            {
                shown = filter.SocPercent;
            }

            buffer.Serialize(ref isAnchored);
            network.SerializeLearnt(buffer);
            disagreement.Serialize(buffer);
        }

        /// <summary>Variance of the state of charge, with what the network never loses of its error, %^2.</summary>
        private double Variance
        {
            get { return filter.Variance + filter.Reliance * filter.Reliance * lastingVariance; }
        }

        private double Deviation(double estimate)
        {
            return network.Deviation(phase.Phase, (float)estimate, temperatureC);
        }

        /// <summary>A figure that owes nothing to the network is known.</summary>
        private void AnchorAt(double percent, double deviationPercent)
        {
            counter.Reference.AnchorAt(percent);
            filter.Anchor(percent, deviationPercent * deviationPercent, false);
            shown = filter.SocPercent;
            isAnchored = true;
            jumps = false;
        }

        /// <summary>
        /// A time of which the current is unknown. What may have flowed grows with the time in a row, in however many calls it passes.
        /// </summary>
        private void PredictUnmeasured(double timeS)
        {
            double before = gapS * GapPercentPerS;
            gapS = (float)RealNumber.Clamp(gapS + timeS, 0.0, LongestS);
            double after = gapS * GapPercentPerS;
            filter.PredictUnmeasured(
                timeS, CountingVariance * timeS + after * after - before * before, NetworkError.DyingS);
            counter.AddGap();
            capacity.Break();
            phase.Reset();
            jumps |= after > WorthlessPercent;
        }

        /// <summary>
        /// Holds an estimate against the count, and learns from it how wrong the network is; false where it is suddenly so far that it says
        /// nothing yet.
        /// </summary>
        private bool TryCompare(double estimate, double sinceS)
        {
            if (!counter.Reference.IsAnchored || (filter.Reliance > RestsOnNetwork && network.RunningS < CountStartS))
            {
                counter.Reference.AnchorAt(estimate);
            }
            else
            {
                counter.Reference.Correct((float)estimate, (float)sinceS);
            }

            // Not by what was learnt: that grows with the difference itself.
            double limit = SuddenPercent + SuddenDeviations * NetworkDeviation(estimate);
            if (isAnchored && IsSudden(estimate, sinceS, limit))
            {
                return false;
            }

            double difference = estimate - counter.Reference.SocPercent;
            if (network.RunningS >= NetworkStartS)
            {
                disagreement.Update(difference, sinceS);
            }

            if (disagreement.IsSet)
            {
                filter.Inflate(DisagreementVariance * sinceS * network.Fit);
            }

            network.Learn(
                difference, sinceS, counter.UnseenVariance(ReferenceS, UnseenTimes), phase.Phase, (float)estimate, temperatureC);
            return true;
        }

        /// <summary>
        /// Whether the network is suddenly far from the figure; where it has been for a minute, what was known is given up.
        /// </summary>
        private bool IsSudden(double estimate, double sinceS, double limit)
        {
            double difference = estimate - filter.SocPercent;
            float step = (float)(sinceS < LongestStepS ? sinceS : LongestStepS);
            if (difference > limit && (suddenS > 0f || !disagreement.IsSet))
            {
                suddenS = suddenS > 0f ? suddenS + step : step;
            }
            else if (difference < -limit && (suddenS < 0f || !disagreement.IsSet))
            {
                suddenS = suddenS < 0f ? suddenS - step : -step;
            }
            else
            {
                suddenS = 0f;
            }

            if (suddenS > SuddenS || suddenS < -SuddenS)
            {
                suddenS = 0f;
                filter.RestartError();
                filter.Anchor(estimate, SocFilter.UnknownVariance, true);
                counter.Reference.AnchorAt(estimate);
                capacity.Break();
                jumps = true;
            }

            return suddenS != 0f;
        }

        /// <summary>
        /// Rounds all to single precision, as it is kept: whoever takes it up, and whoever follows from the channel, goes on to the last
        /// bit. Not at each second, for what a small current moves would be lost.
        /// </summary>
        private void Round()
        {
            filter.Round();
            counter.Reference.Round();
            shown = (float)shown;
        }

        /// <summary>Lets the shown figure follow for a time; what it does not use up is left for an estimate of the same time.</summary>
        private void Show(double timeS)
        {
            movable = (float)(MaxStepPercentPerS * timeS);
            if (isAnchored)
            {
                Move();
            }
        }

        private void Move()
        {
            double step = filter.SocPercent - shown;
            step = RealNumber.Clamp(step, -movable, movable);
            shown += step;
            movable -= (float)(step < 0.0 ? -step : step);
            movable = movable < 0f ? 0f : movable;
        }
    }
}
