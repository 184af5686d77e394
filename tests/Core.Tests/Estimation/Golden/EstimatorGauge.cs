using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation.Golden;

/// <summary>A gauge's estimating by <see cref="StateEstimator"/>.</summary>
internal sealed class EstimatorGauge(GoldenRun run) : IGoldenGauge
{
    private readonly StateEstimator estimator = new(run.CreateNetwork());

    public SampleStatus LastStatus => estimator.LastStatus;

    public int BufferedSamples => estimator.BufferedSamples;

    public int NetworkCentiPercent => estimator.NetworkCentiPercent;

    public void Accept(Reading reading) => estimator.Accept(reading);

    public void AcceptMissing() => estimator.AcceptMissing();

    public void AcceptMissed(int count) => estimator.AcceptMissed(count);

    public bool TryCapture() => estimator.TryCapture();

    public float Infer() => estimator.Infer();

    public void Correct(float networkPercent, float sinceLastS)
    {
        estimator.Correct(networkPercent, sinceLastS, out StateEstimate estimate);
        Assert.Equal(NetworkCentiPercent, estimate.NetworkCentiPercent);
    }

    public IGoldenGauge Sleep()
    {
        var count = new StateBuffer(null, false);
        estimator.Serialize(count);
        var bytes = new byte[count.Length];
        estimator.Serialize(new StateBuffer(bytes, false));
        var other = new EstimatorGauge(run);
        other.estimator.Serialize(new StateBuffer(bytes, true));
        return other;
    }

    public IGoldenGauge Restart(float offS)
    {
        var count = new StateBuffer(null, false);
        estimator.SerializeLearnt(count);
        var state = new byte[count.Length];
        estimator.SerializeLearnt(new StateBuffer(state, false));
        var other = new EstimatorGauge(run);
        other.estimator.SerializeLearnt(new StateBuffer(state, true));
        other.estimator.Resume(offS);
        Assert.Equal(estimator.KnownNetworkCentiPercent, other.estimator.KnownNetworkCentiPercent);
        return other;
    }
}
