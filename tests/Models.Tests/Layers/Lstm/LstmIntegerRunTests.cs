using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Layers.Lstm;

/// <summary>An LSTM in integers whose file says what no calibration gives.</summary>
public class LstmIntegerRunTests
{
    [Fact]
    public void A_scale_that_has_no_multiplier_is_refused_in_a_sentence()
    {
        QuantizedNetwork network = ModelReader.Read(Path.Combine(GoldenFiles.SyntheticFolder, "lstm-clip-16x8.tflite")).Quantized!;
        QuantizedLayer[] layers = [.. network.Layers.Select(layer => layer is QuantizedLstm lstm
            ? lstm with { Output = lstm.Output with { Scale = 1e-30f } } : layer)];

        string sentence = Assert.Throws<UserError>(() => new InterpretedModel(network with { Layers = layers })).Message;

        Assert.EndsWith(
            "(The hidden state's scale is too small); quantise the model again from the float one.", sentence, StringComparison.Ordinal);
    }
}
