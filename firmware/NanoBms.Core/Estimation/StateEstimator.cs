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
        /// <summary>In place of the voltage of a full cell: that which the model tells of its cell.</summary>
        public const float FullVoltageOfModel = -1f;

        /// <summary>Bytes that <see cref="SerializeLearnt"/> takes at most.</summary>
        public const int LearntBytes = 110;

        // Sample times that are taken one by one, as a sensor that fails takes them; hours at one in 15 s. What more there are pass at
        // once.
        private const int MaxSingle = 1000;

        // Beside the last sample's status as it is kept.
        private const int OfNowBit = 16;

        // How sure a user's word is, standard deviations in percent.
        private const float FullDeviationPercent = 0.3f, WordDeviationPercent = 2f;

        private readonly SocNetwork network;
        private readonly Battery battery;
        private readonly GapFilter gaps;
        private readonly FeaturePipeline features;
        private readonly float[] featureValues;

        // Guards itself, the fusion and the figures below.
        private readonly CoulombCounter counter;
        private readonly SocFusion fusion;
        private readonly EnergyMeter meter = new EnergyMeter();
        private readonly BatteryCheck check;
        private int networkCentiPercent = -1, knownCentiPercent = -1;
        private SampleStatus lastStatus;

        /// <summary>An estimator of one cell of the model's over a model of the device; it owns the model from now on.</summary>
        /// <param name="model">The model.</param>
        /// <exception cref="ArgumentException">The model says nothing about features or sampling, or gives more than one value.</exception>
        public StateEstimator(QuantizedModel model)
            : this(model, new Battery(model.Info), FullVoltageOfModel)
        {
        }

        /// <summary>An estimator over a model of the device; it owns the model from now on.</summary>
        /// <param name="model">The model.</param>
        /// <param name="battery">The battery that the readings are of.</param>
        /// <param name="fullVoltageV">
        /// Voltage of a full cell, volts; 0: full is never recognised; <see cref="FullVoltageOfModel"/>: as the model says.
        /// </param>
        /// <exception cref="ArgumentException">The model says nothing about features or sampling, or gives more than one value.</exception>
        public StateEstimator(QuantizedModel model, Battery battery, float fullVoltageV)
            : this(new QuantizedSocNetwork(model), battery, fullVoltageV)
        {
        }

        /// <summary>An estimator over a network; it owns the network from now on.</summary>
        /// <param name="network">
        /// The network. Without a rated capacity in its information nothing is counted, and the network's figure is the figure.
        /// </param>
        /// <param name="battery">The battery that the readings are of.</param>
        /// <param name="fullVoltageV">See above.</param>
        /// <exception cref="ArgumentException">The network says nothing about features or sampling.</exception>
        public StateEstimator(SocNetwork network, Battery battery, float fullVoltageV)
        {
            this.network = network;
            this.battery = battery;
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
            check = new BatteryCheck(info);
            counter = new CoulombCounter(
                info.RatedCapacityAh, fullVoltageV < 0f ? info.FullVoltageV : fullVoltageV, info.FullTailCurrentA);
            if (counter.HasCapacity)
            {
                fusion = new SocFusion(counter, battery.CapacityAh, info.ErrorTable);
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

        /// <summary>The state of charge that is shown, hundredths of a percent; -1 while nothing is known.</summary>
        public int SocCentiPercent
        {
            get
            {
                lock (counter)
                {
                    return Soc();
                }
            }
        }

        /// <summary>The state of charge that is shown, 0..100 percent; 0 while there is none.</summary>
        public float SocPercent
        {
            get { return fusion != null ? fusion.SocPercent : networkCentiPercent < 0 ? 0f : networkCentiPercent / 100f; }
        }

        /// <summary>Half of the interval that holds the truth 95 times in 100, percent, 0..100.</summary>
        public float BarPercent
        {
            get { return fusion != null ? fusion.BarPercent : 100f; }
        }

        /// <summary>Learnt capacity as a share of the rated one, the state of health; 1 as long as nothing was learnt.</summary>
        public float CapacityShare
        {
            get { return fusion != null ? fusion.CapacityShare : 1f; }
        }

        /// <summary>Standard deviation of <see cref="CapacityShare"/>.</summary>
        public float CapacityDeviation
        {
            get { return fusion != null ? fusion.CapacityDeviation : 1f; }
        }

        /// <summary>Capacity of the battery as it was learnt, ampere-hours; 0 where its rated one is not known.</summary>
        public float CapacityAh
        {
            get { return battery.CapacityAh * CapacityShare; }
        }

        /// <summary>Charge left in the battery, ampere-hours.</summary>
        public float RemainingAh
        {
            get { return CapacityAh * SocPercent / 100f; }
        }

        /// <summary>Seconds to empty or to full at the mean current; 0 where that is not to be told.</summary>
        public float TimeLeftS
        {
            get { return SocCentiPercent < 0 ? 0f : meter.TimeLeftS(RemainingAh, CapacityAh); }
        }

        /// <summary>How many times the measured variance the network's error has on this battery, 1 or more.</summary>
        public float Fit
        {
            get { return fusion != null ? fusion.Fit : 1f; }
        }

        /// <summary>What the current sensor is believed to show too much, amperes.</summary>
        public float CurrentOffsetA
        {
            get { return fusion != null ? fusion.CurrentOffsetA : 0f; }
        }

        /// <summary>What flowed through the battery.</summary>
        public EnergyMeter Meter
        {
            get { return meter; }
        }

        /// <summary>What is wrong between the battery and the one that was described.</summary>
        public BatteryFault Fault
        {
            get { return check.Fault; }
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
            float voltageV = battery.CellVoltageV(reading.VoltageV), currentA = battery.CellCurrentA(reading.CurrentA);
            float lastV = gaps.VoltageV, lastA = gaps.CurrentA;
            bool follows = gaps.IsInRow;
            Take(gaps.Push(voltageV, currentA, reading.TemperatureC));
            if (lastStatus == SampleStatus.Good)
            {
                lock (counter)
                {
                    if (follows)
                    {
                        check.AddStep(voltageV - lastV, currentA - lastA);
                    }

                    meter.Add(reading.VoltageV, reading.CurrentA, Info.SamplePeriodMs / 1000f);
                }
            }

            ForgetAfterGap();
        }

        /// <summary>Takes a sample time at which no reading could be had: the last one stands in for it, for a few in a row.</summary>
        public void AcceptMissing()
        {
            Take(gaps.PushFailed());
            ForgetAfterGap();
        }

        /// <summary>Takes sample times that passed without a sample, before the one that is due now.</summary>
        /// <param name="count">How many.</param>
        public void AcceptMissed(long count)
        {
            for (long k = 0; k < count && k < MaxSingle; k++)
            {
                Take(gaps.PushFailed());
            }

            if (fusion != null && count > MaxSingle)
            {
                lock (counter)
                {
                    fusion.AddGap((count - MaxSingle) * (Info.SamplePeriodMs / 1000f));
                }
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
                if (fusion != null)
                {
                    fusion.Correct(networkPercent, sinceLastS);
                    check.Correct(fusion, networkPercent, knownCentiPercent / 100f);
                }

                networkCentiPercent = knownCentiPercent = ToCentiPercent(networkPercent);
                Fill(out estimate);
            }
        }

        /// <summary>The figures now.</summary>
        public void Read(out StateEstimate estimate)
        {
            lock (counter)
            {
                Fill(out estimate);
            }
        }

        /// <summary>Takes a user's word: the battery is at this state of charge, to within some percent.</summary>
        /// <param name="percent">0..100 percent.</param>
        public void SetSoc(float percent)
        {
            lock (counter)
            {
                if (fusion != null)
                {
                    fusion.Set(percent, percent == 100f ? FullDeviationPercent : WordDeviationPercent);
                }

                if (percent == 100f)
                {
                    meter.SetFull();
                }
            }
        }

        /// <summary>There is another battery of the same description: forgets what was learnt of the one before.</summary>
        public void ReplaceBattery()
        {
            lock (counter)
            {
                knownCentiPercent = networkCentiPercent = -1;
                ResetBattery();
            }
        }

        /// <summary>Starts anew, as at power-up.</summary>
        public void Reset()
        {
            gaps.Reset();
            RestartNetwork();
            networkCentiPercent = knownCentiPercent = -1;
            ResetBattery();
        }

        /// <summary>
        /// Serialises what is to be kept over a restart: figure, capacity, offset, sums. <see cref="Resume"/> takes it up.
        /// </summary>
        public void SerializeLearnt(StateBuffer buffer)
        {
            lock (counter)
            {
                buffer.Serialize(ref knownCentiPercent);
                meter.SerializeSums(buffer);
                if (fusion != null)
                {
                    fusion.SerializeLearnt(buffer);
                }
            }
        }

        /// <summary>Goes on from what was read by <see cref="SerializeLearnt"/>.</summary>
        /// <param name="offS">Seconds since then, of which nothing is known; below 0 where that is unknown too.</param>
        public void Resume(float offS)
        {
            if (fusion != null)
            {
                fusion.Resume(offS);
            }
        }

        /// <summary>
        /// As if the device were restarted, by itself or by a power cut: what is kept over a restart stays, as it is kept.
        /// </summary>
        /// <param name="offS">Seconds that it was off; below 0 where that is not known.</param>
        public void Restart(float offS)
        {
            var learnt = new byte[LearntBytes];
            SerializeLearnt(new StateBuffer(learnt, false));
            Restart(learnt, offS);
        }

        /// <summary>The same, from what was kept at another time.</summary>
        /// <param name="learnt">What <see cref="SerializeLearnt"/> wrote.</param>
        /// <param name="offS">See above.</param>
        public void Restart(byte[] learnt, float offS)
        {
            gaps.Reset();
            RestartNetwork();
            networkCentiPercent = -1;
            meter.AddGap();
            check.Reset();
            SerializeLearnt(new StateBuffer(learnt, true));
            Resume(offS);
        }

        /// <summary>
        /// Serialises all that the next sample depends on, to go on as if nothing had been between. A streaming model's own state is not
        /// among it: it cannot be had from outside. Not while an estimate is captured and not taken.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            // Where there is an estimate of now, it is the newest there is.
            int status = (int)lastStatus | (networkCentiPercent >= 0 ? OfNowBit : 0);
            buffer.SerializeByte(ref status);
            bool isOfNow = (status & OfNowBit) != 0;
            lastStatus = (SampleStatus)(status & ~OfNowBit);
            buffer.SerializeShort(ref knownCentiPercent);
            networkCentiPercent = isOfNow ? knownCentiPercent : -1;
            gaps.Serialize(buffer);
            features.Serialize(buffer);
            network.Serialize(buffer);
            counter.Serialize(buffer);
            meter.Serialize(buffer);
            check.Serialize(buffer);
            if (fusion != null)
            {
                fusion.Serialize(buffer);
            }
        }

        private void ResetBattery()
        {
            counter.Reset();
            meter.Reset();
            check.Reset();
            if (fusion != null)
            {
                fusion.Reset();
            }
        }

        private void Fill(out StateEstimate estimate)
        {
            estimate.SocCentiPercent = Soc();
            estimate.BarDeciPercent = (int)(BarPercent * 10f + 0.9999f);
            estimate.NetworkCentiPercent = networkCentiPercent;
            estimate.CapacityCentiAh = fusion == null ? -1 : (int)(CapacityAh * 100f + 0.5f);
            estimate.Disagrees = Disagrees;
            estimate.Fault = check.Fault;
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

            // What is counted is the last good reading, which for a few samples stands in for those that failed.
            float periodS = Info.SamplePeriodMs / 1000f;
            lock (counter)
            {
                if (status == SampleStatus.Gap)
                {
                    meter.AddGap();
                    check.AddGap();
                    if (fusion != null)
                    {
                        fusion.AddGap(periodS);
                    }

                    return;
                }

                check.Add(gaps.VoltageV, gaps.CurrentA, periodS, fusion != null ? fusion.NetworkRunningS : 0f);
                if (fusion != null && fusion.Add(gaps.VoltageV, gaps.CurrentA, gaps.TemperatureC, periodS))
                {
                    meter.SetFull();
                }
            }
        }

        private int Soc()
        {
            return fusion == null ? networkCentiPercent : fusion.IsAnchored ? ToCentiPercent(fusion.SocPercent) : -1;
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
