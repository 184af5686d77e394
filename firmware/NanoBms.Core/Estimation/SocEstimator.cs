using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Core.Features;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// State of charge by a recurrent network: readings in, percent out. The one path from a reading to SOC, for firmware,
    /// simulator, bridge and trainer. Feed one reading each <see cref="ModelInfo.SamplePeriodMs"/>.
    /// </summary>
    public sealed class SocEstimator
    {
        private readonly QuantizedModel model;
        private readonly ModelInfo info;
        private readonly FeaturePipeline features;
        private readonly FeatureQuantizer quantizer;
        private readonly GapFilter gaps;
        private readonly SampleWindow window;
        private readonly float[] featureValues;
        private readonly short[] output;
        private readonly short[] captured;
        private bool stepPending;

        /// <summary>An estimator over a model; it owns the model from now on.</summary>
        /// <exception cref="ArgumentException">The model says nothing about features or sampling, or gives more than one value.</exception>
        public SocEstimator(QuantizedModel model)
        {
            this.model = model;
            info = model.Info;
            if (info.Features == null || info.SamplePeriodMs <= 0)
            {
                throw new ArgumentException("The model has no manifest: its features and sample period are unknown. Convert it with a manifest.");
            }

            if (info.OutputSize != 1)
            {
                throw new ArgumentException("A state-of-charge model gives one value; this one gives " + info.OutputSize.ToString() + ".");
            }

            features = new FeaturePipeline(info.Features, info.SamplePeriodMs);
            if (features.Count != info.InputSize)
            {
                throw new ArgumentException("The model takes " + info.InputSize.ToString() + " features and its manifest names " + features.Count.ToString() + ".");
            }

            quantizer = new FeatureQuantizer(info);
            gaps = new GapFilter(info);
            window = new SampleWindow(info.Streaming ? 1 : info.TimeSteps, info.InputSize);
            featureValues = new float[info.InputSize];
            output = new short[info.OutputSize];
            captured = new short[window.Values.Length];
            Reset();
        }

        /// <summary>What the model expects and gives.</summary>
        public ModelInfo Info
        {
            get { return info; }
        }

        /// <summary>Samples the window holds: 0..<see cref="WindowLength"/>.</summary>
        public int BufferedSamples
        {
            get { return window.Count; }
        }

        /// <summary>Samples needed before there is a first estimate.</summary>
        public int WindowLength
        {
            get { return window.Length; }
        }

        /// <summary>What became of the last sample.</summary>
        public SampleStatus LastStatus { get; private set; }

        /// <summary>True while <see cref="TryInfer"/> can give an estimate.</summary>
        public bool IsReady
        {
            get { return window.IsFull; }
        }

        /// <summary>
        /// Takes a reading and estimates. False while the window fills: at the start, and again after a gap of more than
        /// <see cref="GapFilter.MaxHeld"/> samples.
        /// </summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="temperatureC">Temperature in degrees Celsius.</param>
        /// <param name="socPercent">State of charge, 0..100; 0 when the result is false.</param>
        public bool TryEstimate(float voltageV, float currentA, float temperatureC, out float socPercent)
        {
            Accept(voltageV, currentA, temperatureC);
            return TryInfer(out socPercent);
        }

        /// <summary>Takes a sample time at which no reading could be had, and estimates if the gap may be bridged.</summary>
        public bool TryEstimateMissing(out float socPercent)
        {
            AcceptMissing();
            return TryInfer(out socPercent);
        }

        /// <summary>Takes a reading without running a windowed model: cheap, for estimating more rarely than sampling.</summary>
        public void Accept(float voltageV, float currentA, float temperatureC)
        {
            Take(gaps.Push(voltageV, currentA, temperatureC));
        }

        /// <summary>Takes a sample time at which no reading could be had.</summary>
        public void AcceptMissing()
        {
            Take(gaps.PushFailed());
        }

        /// <summary>Runs the model on what the window holds; false while it fills.</summary>
        public bool TryInfer(out float socPercent)
        {
            socPercent = 0f;
            if (!TryCapture())
            {
                return false;
            }

            socPercent = InferCaptured();
            return true;
        }

        /// <summary>
        /// Keeps what an estimate at this sample needs; false while the window fills. A caller that must not wait captures here and runs
        /// <see cref="InferCaptured"/> on another thread, while it goes on accepting samples.
        /// </summary>
        public bool TryCapture()
        {
            if (!window.IsFull)
            {
                return false;
            }

            if (info.Streaming)
            {
                RunPendingStep();
                captured[0] = output[0];
            }
            else
            {
                Array.Copy(window.Values, captured, captured.Length);
            }

            return true;
        }

        /// <summary>The estimate for the sample of the last <see cref="TryCapture"/>: percent, 0..100. Not to be run twice at a time.</summary>
        public float InferCaptured()
        {
            short q = captured[0];
            if (!info.Streaming)
            {
                model.Invoke(captured, output);
                q = output[0];
            }

            float real = (q - info.OutputZeroPoint) * info.OutputScale;
            return (float)RealNumber.Clamp(real * info.SocScale + info.SocOffset, 0.0, 100.0);
        }

        /// <summary>A percentage in hundredths, as it is shown and posted: rounded half up; -1, none, for NaN.</summary>
        /// <param name="percent">0..100.</param>
        public static int ToCentiPercent(float percent)
        {
            return float.IsNaN(percent) ? -1 : (int)(percent * 100f + 0.5f);
        }

        /// <summary>Starts anew, as at power-up.</summary>
        public void Reset()
        {
            gaps.Reset();
            Restart();
        }

        /// <summary>
        /// Serialises window and averages, to go on as if nothing had been between. A streaming model's own state is not among them: it cannot be
        /// had from outside.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            gaps.Serialize(buffer);
            features.Serialize(buffer);
            window.Serialize(buffer, info.InputMin >= sbyte.MinValue && info.InputMax <= sbyte.MaxValue);
            int status = (int)LastStatus;
            buffer.Serialize(ref status);
            LastStatus = (SampleStatus)status;
        }

        private void Take(SampleStatus status)
        {
            LastStatus = status;
            if (status == SampleStatus.Gap)
            {
                Restart();
                return;
            }

            // A streaming model must see every sample, also those nobody asks an estimate for.
            RunPendingStep();
            features.Push(gaps.VoltageV, gaps.CurrentA, gaps.TemperatureC, featureValues);
            quantizer.Quantize(featureValues, window.Values, window.Advance());
            stepPending = info.Streaming;
        }

        private void RunPendingStep()
        {
            if (stepPending)
            {
                model.Invoke(window.Values, output);
                stepPending = false;
            }
        }

        private void Restart()
        {
            features.Reset();
            window.Clear();
            stepPending = false;

            // A windowed model starts anew at each call, and may be running on another thread just now.
            if (info.Streaming)
            {
                model.Reset();
            }
        }
    }
}
