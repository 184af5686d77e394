namespace NanoBms.Core
{
    /// <summary>
    /// All that the firmware must know of a model besides its weights. Written by ModelConverter as plain assignments,
    /// filled from the manifest on the desktop.
    /// </summary>
    public sealed class ModelInfo
    {
        /// <summary>The manifest's name of the model, or the file's name where there is no manifest.</summary>
        public string Name = "";

        /// <summary>First 16 hexadecimal digits of the SHA-256 of the model file the code was made from.</summary>
        public string SourceHash = "";

        /// <summary>True: one time step a call, state kept between calls. False: a window a call, state reset before it.</summary>
        public bool Streaming;

        /// <summary>Time steps that one call takes (window length; 1 for a streaming model).</summary>
        public int TimeSteps;

        /// <summary>Values of one time step (features).</summary>
        public int InputSize;

        /// <summary>Values that one call gives.</summary>
        public int OutputSize;

        /// <summary>Real value of one input step: real = (q - InputZeroPoint) * InputScale.</summary>
        public float InputScale = 1f;

        /// <summary>Quantised value of real 0 at the input.</summary>
        public int InputZeroPoint;

        /// <summary>Lowest and highest quantised input value: -128 and 127, or -32768 and 32767.</summary>
        public int InputMin = -128, InputMax = 127;

        /// <summary>Real value of one output step: real = (q - OutputZeroPoint) * OutputScale.</summary>
        public float OutputScale = 1f;

        /// <summary>Quantised value of real 0 at the output.</summary>
        public int OutputZeroPoint;

        /// <summary>Time between two samples the model was trained on, in milliseconds; 0 where no manifest tells.</summary>
        public int SamplePeriodMs;

        /// <summary>The features in input order (length <see cref="InputSize"/>), or null where no manifest tells.</summary>
        public FeatureSpec[] Features;

        /// <summary>Feature scaling: scaled[k] = feature[k] * FeatureScale[k] + FeatureOffset[k].</summary>
        public float[] FeatureScale;

        /// <summary>See <see cref="FeatureScale"/>.</summary>
        public float[] FeatureOffset;

        /// <summary>SOC in percent = real output * SocScale + SocOffset.</summary>
        public float SocScale = 100f;

        /// <summary>See <see cref="SocScale"/>.</summary>
        public float SocOffset;

        /// <summary>Maker's type and chemistry of the cell that the model was trained on; empty where unknown.</summary>
        public string CellType = "", Chemistry = "";

        /// <summary>Rated capacity in ampere-hours of the cell that the model was trained on; 0 where unknown.</summary>
        public float RatedCapacityAh;

        /// <summary>
        /// The cell is full where it has at least this voltage, volts, and carries at most this current, amperes, for a minute; 0: unknown.
        /// </summary>
        public float FullVoltageV, FullTailCurrentA;

        /// <summary>
        /// Voltage in volts at or below which the cell is empty, at currents up to its rated capacity an hour; 0: unknown.
        /// </summary>
        public float EmptyVoltageV;

        /// <summary>How wrong the network is, measured on validation recordings; null where unknown.</summary>
        public ErrorTable ErrorTable;

        /// <summary>Whether <see cref="ErrorTable"/> was measured with this model; false: it is a careful guess.</summary>
        public bool IsErrorMeasured;

        /// <summary>Plausible cell voltage in volts; a reading outside counts as a failed one.</summary>
        public float MinVoltageV = 0.5f, MaxVoltageV = 5f;

        /// <summary>Plausible current magnitude in amperes.</summary>
        public float MaxCurrentA = 500f;

        /// <summary>Plausible temperature in degrees Celsius.</summary>
        public float MinTemperatureC = -45f, MaxTemperatureC = 100f;
    }
}
