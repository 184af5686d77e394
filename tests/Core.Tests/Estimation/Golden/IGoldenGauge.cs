using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation.Golden;

/// <summary>A gauge's estimating, however it is composed: what a golden run does to it and asks of it.</summary>
internal interface IGoldenGauge
{
    SampleStatus LastStatus { get; }

    int BufferedSamples { get; }

    /// <summary>By the network; -1 before the first and after a gap.</summary>
    int NetworkCentiPercent { get; }

    void Accept(Reading reading);

    /// <summary>A sample without a reading.</summary>
    void AcceptMissing();

    /// <summary>Sample times that went by without a sample.</summary>
    void AcceptMissed(int count);

    bool TryCapture();

    float Infer();

    void Correct(float networkPercent, float sinceLastS);

    /// <summary>Another one that goes on after a deep sleep, from all that one keeps.</summary>
    IGoldenGauge Sleep();

    /// <summary>Another one after a restart, from the little that is on flash.</summary>
    /// <param name="offS">How long it was off, seconds; below 0: not known.</param>
    IGoldenGauge Restart(float offS);
}
