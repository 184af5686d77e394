namespace NanoBms.Core
{
    /// <summary>
    /// A quantised recurrent network that runs on the device: the base of every class that ModelConverter
    /// generates, in any weight layout, and of the desktop's interpreted models.
    /// </summary>
    /// <remarks>
    /// Values are carried as <see cref="short"/> whatever the activation width: int8 models use -128..127 of it,
    /// int16x8 models the whole range. An instance is not thread-safe: it owns the buffers it computes in.
    /// </remarks>
    public abstract class QuantizedModel
    {
        /// <summary>What the model expects and gives: shapes, quantisation, features, sampling.</summary>
        public abstract ModelInfo Info { get; }

        /// <summary>
        /// Puts the hidden and cell state of a streaming model back to its start. A windowed model has no state
        /// between calls and does nothing here.
        /// </summary>
        public abstract void Reset();

        /// <summary>Runs the network once.</summary>
        /// <param name="input">
        /// <see cref="ModelInfo.TimeSteps"/> x <see cref="ModelInfo.InputSize"/> quantised values, row-major, oldest
        /// time step first (a streaming model: one time step).
        /// </param>
        /// <param name="output">Receives <see cref="ModelInfo.OutputSize"/> quantised values.</param>
        public abstract void Invoke(short[] input, short[] output);
    }
}
