using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.TestSupport;
using static NanoBms.ModelConverter.Tests.Support.CodeComparison;

namespace NanoBms.ModelConverter.Tests.Inspection;

/// <summary>A model that no board holds is told what would fit, in place of being sent from one layout to the other and back.</summary>
public class WhatFitsTests
{
    [Fact]
    public void Units_that_would_fit_are_told()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var network = new FloatNetwork("big", 5, 9, false, [Lstm(random, "a", 9, 256, true), Lstm(random, "b", 256, 128, false)]);
        QuantizedNetwork big = PostTrainingQuantizer.Quantize(network, CalibrationSamples.InRange(network, -1, 1, 2));

        string message = Assert.Throws<UserError>(
            () => ModelConversion.Plan(big, null, "", WeightLayout.Packed, folder.Root)).Message;

        Assert.StartsWith("The model needs 2", message, StringComparison.Ordinal);
        Assert.Contains(
            "of heap in layout packed, and no supported board has that, nor in layout arrays; packed into 1728 KB, the largest region "
                + "beside the application, goes a model with about 9", message, StringComparison.Ordinal);
        Assert.EndsWith(" % of the units in each layer, so train a smaller one.", message, StringComparison.Ordinal);
    }

    private static FloatLstm Lstm(Random random, string name, int inputs, int units, bool sequences)
    {
        float[][] Gates(int count) => [.. Enumerable.Range(0, 4).Select(_ => Values(random, count, 0.1f))];
        return new FloatLstm(name, inputs, units, sequences, 0f, Gates(units * inputs), Gates(units * units), Gates(units));
    }
}
