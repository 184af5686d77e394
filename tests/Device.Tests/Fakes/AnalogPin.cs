using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>A 12-bit ADC, all of its channels at a voltage given as a share of its full scale.</summary>
internal sealed class AnalogPin : IAnalogInput, IAnalogInputs
{
    private bool isRippleUp;

    /// <summary>Voltage at the pin divided by full scale.</summary>
    public double Share { get; set; } = 0.36;

    /// <summary>Whether every other value is a step higher, as no real one stands still.</summary>
    public bool Ripples { get; set; }

    /// <summary>Whether the converter answers.</summary>
    public bool Answers { get; set; } = true;

    public int MaxValue => 4095;

    public IAnalogInput Open(int channel) => this;

    public bool TryRead(out int raw)
    {
        isRippleUp = Ripples && !isRippleUp;
        raw = (int)Math.Round(Math.Clamp(Share, 0, 1) * MaxValue) + (isRippleUp ? 1 : 0);
        return Answers;
    }

    /// <summary>The share of a divider with an NTC on top.</summary>
    public void SetOhm(double ntcOhm, double resistorOhm, double scale = 1) => Share = scale * resistorOhm / (ntcOhm + resistorOhm);
}
