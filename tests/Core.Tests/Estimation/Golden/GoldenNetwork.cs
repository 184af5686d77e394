namespace NanoBms.Core.Tests.Estimation.Golden;

/// <summary>
/// A network in integers whose estimate hangs on every value of its input: the newest averages of voltage and current say roughly how full
/// the cell is, and all values of the window together shake that by 2 % either way. So one wrong bit of hold, gap, features, window or
/// state shows.
/// </summary>
internal sealed class GoldenNetwork : QuantizedModel
{
    private const int Width = 10, WindowLength = 10;

    private static readonly int[] Weights = [44, -40, 3, -9, 2, -30, 78, -25, 5, 1];

    private int state;

    public GoldenNetwork(int periodMs, float ratedCapacityAh, bool isStreaming)
    {
        Info = new ModelInfo
        {
            Name = "golden",
            Streaming = isStreaming,
            TimeSteps = isStreaming ? 1 : WindowLength,
            InputSize = Width,
            OutputSize = 1,
            InputScale = 1f / 128f,
            OutputScale = 1f / 256f,
            OutputZeroPoint = -128,
            SamplePeriodMs = periodMs,
            RatedCapacityAh = ratedCapacityAh,

            // Beyond 0 and 100 % at both ends of the output's range.
            SocScale = 110f,
            SocOffset = -4f,
            MinVoltageV = 2f,
            MaxVoltageV = 4.5f,
            MaxCurrentA = 30f,
            Features =
            [
                Of(FeatureKind.Voltage), Of(FeatureKind.Current), Of(FeatureKind.Temperature), Of(FeatureKind.Power),
                Of(FeatureKind.VoltageSlope),
                new FeatureSpec(FeatureKind.Mean, FeatureSource.Current, FeatureSource.Current, 20, 0f),
                new FeatureSpec(FeatureKind.Ema, FeatureSource.Voltage, FeatureSource.Voltage, 0, 60f),
                new FeatureSpec(FeatureKind.Ema, FeatureSource.Current, FeatureSource.Current, 0, 300f),
                new FeatureSpec(FeatureKind.Product, FeatureSource.Voltage, FeatureSource.Temperature, 0, 0f),
                Of(FeatureKind.VoltageDelta),
            ],
            FeatureScale = [1f / 0.85f, 0.1f, 1f / 40f, 0.025f, 5f, 0.1f, 1f / 0.85f, 0.1f, 0.01f, 5f],
            FeatureOffset = [-3.35f / 0.85f, 0f, -0.5f, 0f, 0f, 0f, -3.35f / 0.85f, 0f, 0f, 0f],
        };
    }

    public override ModelInfo Info { get; }

    public override void Reset() => state = 0;

    public override void Invoke(short[] input, short[] output)
    {
        int newest = 0, all = 0, start = input.Length - Width;
        for (int k = 0; k < input.Length; k++)
        {
            newest += k >= start ? input[k] * Weights[k - start] : 0;
            all += input[k] * (2 * k + 1);
        }

        // A streaming network's state: what it saw before dies away.
        state = Info.Streaming ? state - state / 8 + newest / 8 : newest;
        int shaken = state / 128 + (all & 7) - 4;
        output[0] = (short)Math.Clamp(shaken, -128, 127);
    }

    private static FeatureSpec Of(FeatureKind kind) => new(kind, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f);
}
