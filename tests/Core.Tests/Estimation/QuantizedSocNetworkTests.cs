using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class QuantizedSocNetworkTests
{
    [Fact]
    public void A_streaming_model_sees_each_sample_once_and_tells_its_figure_whenever_it_is_asked()
    {
        // 3 + 4, then + 5 + 6, in percent.
        var network = new QuantizedSocNetwork(new Summing { IsStreaming = true });
        Assert.Equal((1, 0, false), (network.WindowLength, network.BufferedSamples, network.TryCapture()));
        Accept(network, 3, 4);
        Assert.Equal((1, true, 7f), (network.BufferedSamples, network.TryCapture(), network.Infer()));
        Assert.Equal((true, 7f, 7f), (network.TryCapture(), network.Infer(), network.Infer()));
        Accept(network, 5, 6);
        Assert.Equal(7f, network.Infer());
        Assert.Equal((true, 18f), (network.TryCapture(), network.Infer()));
    }

    [Fact]
    public void A_streaming_model_starts_anew_without_the_samples_of_before()
    {
        var model = new Summing { IsStreaming = true, Sum = 50 };
        var network = new QuantizedSocNetwork(model);
        Assert.Equal(0, model.Sum);
        Accept(network, 3, 4);
        network.Restart();
        Assert.Equal((0, false), (network.BufferedSamples, network.TryCapture()));
        Accept(network, 5);
        Assert.Equal((true, 5f), (network.TryCapture(), network.Infer()));
    }

    [Fact]
    public void A_windowed_model_sees_the_newest_samples_when_it_is_asked_and_none_in_between()
    {
        // The newest three of four.
        var model = new Summing();
        var network = new QuantizedSocNetwork(model);
        Accept(network, 2, 3);
        Assert.Equal((3, 2, false), (network.WindowLength, network.BufferedSamples, network.TryCapture()));
        Accept(network, 4, 5);
        Assert.Equal((3, true, 0), (network.BufferedSamples, network.TryCapture(), model.Calls));
        Accept(network, 6);
        Assert.Equal((12f, 1), (network.Infer(), model.Calls));

        // It may be running on another thread while the samples start anew.
        network.Restart();
        Assert.Equal((0, 12), (network.BufferedSamples, model.Sum));
    }

    [Theory]
    [InlineData(-128, 127, 3)]
    [InlineData(-127, 126, 3)]
    [InlineData(-129, 127, 6)]
    [InlineData(-128, 128, 6)]
    [InlineData(-32768, 32767, 6)]
    public void Samples_are_kept_in_as_many_bytes_as_their_values_need(int min, int max, int bytes)
    {
        var model = new Summing();
        (model.Info.InputMin, model.Info.InputMax) = (min, max);
        var network = new QuantizedSocNetwork(model);
        Accept(network, 2, 3, 4);
        var buffer = new StateBuffer(null, false);
        network.Serialize(buffer);

        // How many samples there are, then these.
        Assert.Equal(4 + bytes, buffer.Length);
    }

    [Fact]
    public void A_model_of_more_than_one_value_is_refused()
    {
        var model = new Summing();
        model.Info.OutputSize = 2;
        var refusal = Assert.Throws<ArgumentException>(() => new QuantizedSocNetwork(model));
        Assert.Equal("A state-of-charge model gives one value; this one gives 2.", refusal.Message);
    }

    private static void Accept(QuantizedSocNetwork network, params float[] values)
    {
        foreach (float value in values)
        {
            network.Accept([value]);
        }
    }

    /// <summary>Adds up what it is given: a streaming one all since its last start, a windowed one the three of its window.</summary>
    private sealed class Summing : QuantizedModel
    {
        public bool IsStreaming { init => Info.Streaming = value; }

        public int Sum { get; set; }

        public int Calls { get; private set; }

        public override ModelInfo Info { get; } = new()
        {
            TimeSteps = 3,
            InputSize = 1,
            OutputSize = 1,
            SamplePeriodMs = 1000,
            Features = [new FeatureSpec(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f)],
            FeatureScale = [1f],
            FeatureOffset = [0f],
            InputScale = 1f,
            OutputScale = 1f,
            SocScale = 1f,
        };

        public override void Reset() => Sum = 0;

        public override void Invoke(short[] input, short[] output)
        {
            Calls++;
            Sum = (Info.Streaming ? Sum : 0) + input.Sum(value => value);
            output[0] = (short)Sum;
        }
    }
}
