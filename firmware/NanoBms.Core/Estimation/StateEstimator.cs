using System;
using NanoBms.Core.Features;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// State of a battery's cell from its readings: the one composition of what holds a failed reading, features, network, charge counter
    /// and filter, for firmware, trainer, bridge and predictor. Feed one reading each <see cref="ModelInfo.SamplePeriodMs"/>; where none
    /// could be had, say so.
    /// </summary>
    /// <remarks>
    /// The network may take seconds, so it can have a thread of its own: <see cref="Accept"/>, <see cref="AcceptMissing()"/> and
    /// <see cref="TryCapture"/> belong to the thread that samples, <see cref="Infer"/> and then <see cref="Correct"/> to one other; figures
    /// may be read and exported on any. What two of them touch is locked for as long as counting takes, never while the network runs. The
    /// rest is for when nothing else goes on.
    /// </remarks>
    public sealed class StateEstimator
    {
        /// <summary>Length of an exported state, bytes.</summary>
        public const int StateLength = SocFusion.StateLength;

        private readonly SocNetwork network;
        private readonly GapFilter gaps;
        private readonly FeaturePipeline features;
        private readonly float[] featureValues;

        // Guards itself, the fusion and the figures below.
        private readonly CoulombCounter counter;
        private readonly SocFusion fusion;
        private int networkCentiPercent = -1, knownCentiPercent = -1;
        private SampleStatus lastStatus;

        /// <summary>An estimator over a model of the device; it owns the model from now on.</summary>
        /// <param name="model">The model.</param>
        /// <param name="fullVoltageV">
        /// Voltage of a full cell, volts, 4.14 for a 4.2 V lithium-ion cell; 0: full is never recognised.
        /// </param>
        /// <exception cref="ArgumentException">The model says nothing about features or sampling, or gives more than one value.</exception>
        public StateEstimator(QuantizedModel model, float fullVoltageV)
            : this(new QuantizedSocNetwork(model), fullVoltageV)
        {
        }

        /// <summary>An estimator over a network; it owns the network from now on.</summary>
        /// <param name="network">
        /// The network. Without a rated capacity in its information nothing is counted, and there is no fused figure.
        /// </param>
        /// <param name="fullVoltageV">Voltage of a full cell, volts; 0: full is never recognised.</param>
        /// <exception cref="ArgumentException">The network says nothing about features or sampling.</exception>
        public StateEstimator(SocNetwork network, float fullVoltageV)
        {
            this.network = network;
            ModelInfo info = network.Info;
            if (info.Features == null || info.SamplePeriodMs <= 0)
            {
                throw new ArgumentException(
                    "The model has no manifest: its features and sample period are unknown. Convert it with a manifest.");
            }

            features = new FeaturePipeline(info.Features, info.SamplePeriodMs);
            if (features.Count != info.InputSize)
            {
                throw new ArgumentException(
                    "The model takes " + info.InputSize.ToString() + " features and its manifest names " + features.Count.ToString() + ".");
            }

            gaps = new GapFilter(info);
            featureValues = new float[info.InputSize];
            counter = new CoulombCounter(info.RatedCapacityAh, fullVoltageV);
            if (counter.HasCapacity)
            {
                fusion = new SocFusion(counter);
            }
        }

        /// <summary>What the network expects and gives.</summary>
        public ModelInfo Info
        {
            get { return network.Info; }
        }

        /// <summary>Samples the window holds: 0..<see cref="WindowLength"/>.</summary>
        public int BufferedSamples
        {
            get { return network.BufferedSamples; }
        }

        /// <summary>Samples needed before there is a first estimate.</summary>
        public int WindowLength
        {
            get { return network.WindowLength; }
        }

        /// <summary>True while <see cref="TryCapture"/> has what an estimate needs.</summary>
        public bool IsReady
        {
            get { return network.BufferedSamples == network.WindowLength; }
        }

        /// <summary>What became of the last sample.</summary>
        public SampleStatus LastStatus
        {
            get { return lastStatus; }
        }

        /// <summary>State of charge by the network, hundredths of a percent; -1 before the first estimate and after a gap.</summary>
        public int NetworkCentiPercent
        {
            get { return networkCentiPercent; }
        }

        /// <summary>The newest estimate of the network there is, also one of before a gap or a restart; -1 before the very first.</summary>
        public int KnownNetworkCentiPercent
        {
            get { return networkCentiPercent >= 0 ? networkCentiPercent : knownCentiPercent; }
        }

        /// <summary>State of charge by counting, hundredths of a percent; -1 without an anchor.</summary>
        public int CountedCentiPercent
        {
            get { return counter.Counted.IsAnchored ? ToCentiPercent(counter.Counted.SocPercent) : -1; }
        }

        /// <summary>
        /// The figure made of both, hundredths of a percent; -1 before the first estimate or without the cell's rated capacity.
        /// </summary>
        public int FusedCentiPercent
        {
            get
            {
                lock (counter)
                {
                    return Fused();
                }
            }
        }

        /// <summary>The figure made of both, 0..100 percent; 0 while there is none.</summary>
        public float FusedPercent
        {
            get
            {
                return fusion != null ? fusion.SocPercent : 0f;
            }
        }

        /// <summary>Whether network and count have contradicted each other for minutes; false without the cell's rated capacity.</summary>
        public bool Disagrees
        {
            get { return fusion != null && fusion.Disagrees; }
        }

        /// <summary>A percentage in hundredths, as it is shown and posted: rounded half up; -1, none, for NaN.</summary>
        /// <param name="percent">0..100.</param>
        public static int ToCentiPercent(float percent)
        {
            return float.IsNaN(percent) ? -1 : (int)(percent * 100f + 0.5f);
        }

        /// <summary>
        /// Takes a reading; one that cannot be true of the cell counts as missing. A windowed network does not run: sampling is cheap.
        /// </summary>
        public void Accept(Reading reading)
        {
            Take(gaps.Push(reading.VoltageV, reading.CurrentA, reading.TemperatureC));
            ForgetAfterGap();
        }

        /// <summary>Takes a sample time at which no reading could be had: the last one stands in for it, for a few in a row.</summary>
        public void AcceptMissing()
        {
            Take(gaps.PushFailed());
            ForgetAfterGap();
        }

        /// <summary>Takes sample times that passed without a sample, before the one that is due now.</summary>
        /// <param name="count">How many. More than void the window count as that many.</param>
        public void AcceptMissed(long count)
        {
            for (long k = 0; k < count && k <= GapFilter.MaxHeld; k++)
            {
                Take(gaps.PushFailed());
            }
        }

        /// <summary>Keeps what an estimate at the newest sample needs, for <see cref="Infer"/>; false while the window fills.</summary>
        public bool TryCapture()
        {
            return network.TryCapture();
        }

        /// <summary>Runs the network on what <see cref="TryCapture"/> kept. Not to be run twice at a time.</summary>
        /// <returns>State of charge by the network, 0..100 percent.</returns>
        public float Infer()
        {
            return network.Infer();
        }

        /// <summary>Runs the network on the newest sample; false, and 0 percent, while the window fills.</summary>
        public bool TryInfer(out float networkPercent)
        {
            networkPercent = 0f;
            if (!TryCapture())
            {
                return false;
            }

            networkPercent = Infer();
            return true;
        }

        /// <summary>Takes what <see cref="Infer"/> gave into the figures.</summary>
        /// <param name="networkPercent">State of charge by the network, 0..100 percent.</param>
        /// <param name="sinceLastS">Seconds since the estimate before, above 0.</param>
        /// <param name="estimate">The figures then.</param>
        public void Correct(float networkPercent, float sinceLastS, out StateEstimate estimate)
        {
            lock (counter)
            {
                counter.Counted.Correct(networkPercent, sinceLastS);
                if (fusion != null)
                {
                    fusion.Correct(networkPercent, sinceLastS);
                }

                networkCentiPercent = knownCentiPercent = ToCentiPercent(networkPercent);
                estimate.NetworkCentiPercent = networkCentiPercent;
                estimate.CountedCentiPercent = CountedCentiPercent;
                estimate.FusedCentiPercent = Fused();
                estimate.Disagrees = Disagrees;
            }
        }

        /// <summary>Starts anew, as at power-up.</summary>
        public void Reset()
        {
            gaps.Reset();
            RestartNetwork();
            networkCentiPercent = knownCentiPercent = -1;
            counter.Reset();
            if (fusion != null)
            {
                fusion.Reset();
            }
        }

        /// <summary>
        /// Writes the filter's state, to be kept over a reboot beside <see cref="KnownNetworkCentiPercent"/> and
        /// <see cref="CountedCentiPercent"/>: <see cref="StateLength"/> bytes. False, and nothing written, without a fused figure.
        /// </summary>
        public bool TryExport(byte[] state)
        {
            lock (counter)
            {
                return fusion != null && fusion.TryExport(state);
            }
        }

        /// <summary>Goes on from what was kept over a reboot, until and beside the first estimate.</summary>
        /// <param name="known">The newest estimate of the network, hundredths of a percent; -1: none.</param>
        /// <param name="counted">State of charge by counting, hundredths of a percent; -1: none.</param>
        /// <param name="state">What <see cref="TryExport"/> wrote; one that it did not is left aside.</param>
        /// <param name="offS">Seconds since then, of which nothing is known; below 0 where that is unknown too.</param>
        public void Restore(int known, int counted, byte[] state, float offS)
        {
            knownCentiPercent = known;
            if (counted >= 0)
            {
                counter.Counted.Correct(counted / 100f, 0f);
            }

            if (fusion != null)
            {
                fusion.TryImport(state, offS);
            }
        }

        /// <summary>
        /// Serialises all that the next sample depends on, to go on as if nothing had been between. A streaming model's own state is not
        /// among it: it cannot be had from outside. Not while an estimate is captured and not taken.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            int status = (int)lastStatus;
            buffer.Serialize(ref status);
            lastStatus = (SampleStatus)status;
            buffer.Serialize(ref networkCentiPercent);
            buffer.Serialize(ref knownCentiPercent);
            gaps.Serialize(buffer);
            features.Serialize(buffer);
            network.Serialize(buffer);
            counter.Serialize(buffer);
            if (fusion != null)
            {
                fusion.Serialize(buffer);
            }
        }

        private void Take(SampleStatus status)
        {
            lastStatus = status;
            if (status == SampleStatus.Gap)
            {
                RestartNetwork();
            }
            else
            {
                features.Push(gaps.VoltageV, gaps.CurrentA, gaps.TemperatureC, featureValues);
                network.Accept(featureValues);
            }

            if (fusion == null)
            {
                return;
            }

            // What is counted is the last good reading, which for a few samples stands in for those that failed.
            float periodS = Info.SamplePeriodMs / 1000f;
            lock (counter)
            {
                if (status == SampleStatus.Gap)
                {
                    fusion.AddGap(periodS);
                }
                else
                {
                    fusion.Add(gaps.VoltageV, gaps.CurrentA, periodS);
                }
            }
        }

        private int Fused()
        {
            return fusion != null && fusion.IsAnchored ? ToCentiPercent(fusion.SocPercent) : -1;
        }

        private void ForgetAfterGap()
        {
            if (lastStatus == SampleStatus.Gap)
            {
                networkCentiPercent = -1;
            }
        }

        private void RestartNetwork()
        {
            features.Reset();
            network.Restart();
        }
    }
}
