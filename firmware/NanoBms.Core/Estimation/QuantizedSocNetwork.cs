using System;
using NanoBms.Core.Features;

namespace NanoBms.Core.Estimation
{
    /// <summary>The state of charge by a quantised model: the one that runs on the device.</summary>
    public sealed class QuantizedSocNetwork : SocNetwork
    {
        private readonly QuantizedModel model;
        private readonly FeatureQuantizer quantizer;
        private readonly SampleWindow window;
        private readonly short[] output;
        private readonly short[] captured;
        private bool stepPending;

        /// <summary>The network over a model; it owns the model from now on.</summary>
        /// <exception cref="ArgumentException">The model gives more than one value, or its scaling does not fit its input.</exception>
        public QuantizedSocNetwork(QuantizedModel model)
            : base(model.Info)
        {
            this.model = model;
            if (Info.OutputSize != 1)
            {
                throw new ArgumentException("A state-of-charge model gives one value; this one gives " + Info.OutputSize.ToString() + ".");
            }

            quantizer = new FeatureQuantizer(Info);
            window = new SampleWindow(WindowLength, Info.InputSize);
            output = new short[1];
            captured = new short[window.Values.Length];
            Restart();
        }

        /// <inheritdoc/>
        public override int BufferedSamples
        {
            get { return window.Count; }
        }

        /// <inheritdoc/>
        public override void Accept(float[] features)
        {
            // A streaming model must see every sample, also those nobody asks an estimate for.
            RunPendingStep();
            quantizer.Quantize(features, window.Values, window.Advance());
            stepPending = Info.Streaming;
        }

        /// <inheritdoc/>
        public override bool TryCapture()
        {
            if (!window.IsFull)
            {
                return false;
            }

            if (Info.Streaming)
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

        /// <inheritdoc/>
        public override float Infer()
        {
            short q = captured[0];
            if (!Info.Streaming)
            {
                model.Invoke(captured, output);
                q = output[0];
            }

            return ToPercent((q - Info.OutputZeroPoint) * Info.OutputScale);
        }

        /// <inheritdoc/>
        public override void Restart()
        {
            window.Clear();
            stepPending = false;

            // A windowed model starts anew at each call, and may be running on another thread just now.
            if (Info.Streaming)
            {
                model.Reset();
            }
        }

        /// <inheritdoc/>
        public override void Serialize(StateBuffer buffer)
        {
            window.Serialize(buffer, Info.InputMin >= sbyte.MinValue && Info.InputMax <= sbyte.MaxValue);
        }

        private void RunPendingStep()
        {
            if (stepPending)
            {
                model.Invoke(window.Values, output);
                stepPending = false;
            }
        }
    }
}
