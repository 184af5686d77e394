using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Inspection;
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
    public void Units_that_would_fit_are_told_with_the_board_that_has_most_room()
    {
        string message = Refused(Quantized(400, 200, ActivationWidth.Int8), null);

        Assert.Matches(
            @"^The model needs \d+ KB of flash and \d+ KB of heap in layout packed, and no supported board has that, nor in layout arrays; "
                + @"packed into 2688 KB, what an ESP32-S3 with 8 MB flash has beside the application, goes a model with about \d\d % of "
                + @"the units in each layer, so train a smaller one\.$", message);
    }

    [Fact]
    public void Int8_is_told_where_int16_is_too_much_for_each_board()
    {
        QuantizedNetwork wide = Quantized(280, 130, ActivationWidth.Int16);

        string told = Refused(wide, () => Quantized(280, 130, ActivationWidth.Int8));
        Assert.True(Regex.IsMatch(told,
            "and no supported board has that, nor in layout arrays; --activations int8 --layout packed fits .*"
                + "ESP32-S3 with 8 MB flash"), told);

        // Of a file that is int16 already there is no other to look at.
        string likely = Refused(wide, null);
        Assert.True(Regex.IsMatch(likely,
            @"; with int8 activations in place of int16, quantised from the float model, it takes about \d+ KB packed, which fits .*"
                + "ESP32-S3 with 8 MB flash"), likely);
        double about = double.Parse(Regex.Match(likely, @"about (\d+) KB").Groups[1].Value, CultureInfo.InvariantCulture);
        int int8 = CostEstimate.Of(Quantized(280, 130, ActivationWidth.Int8), null, "", WeightLayout.Packed).FlashBytes / 1024;
        Assert.InRange(about / int8, 0.9, 1.1);
    }

    [Fact]
    public void A_model_too_large_for_4_MB_is_told_the_boards_of_8_MB()
    {
        DeviceCost cost = CostEstimate.Of(Quantized(256, 128, ActivationWidth.Int8), null, "", WeightLayout.Packed);

        Assert.All(Board.All, board => Assert.Equal(board.FlashMegabytes == 8 && board.Chip != Chip.C6, cost.FitsOn(board)));
        Assert.Null(WhatFits.Refusal(Quantized(8, 4, ActivationWidth.Int8), null, "", cost));
    }

    private static string Refused(QuantizedNetwork network, Func<QuantizedNetwork>? asInt8)
    {
        using var folder = new TemporaryFolder();
        return Assert.Throws<UserError>(
            () => ModelConversion.Plan(network, null, "", WeightLayout.Packed, folder.Root, asInt8)).Message;
    }

    private static QuantizedNetwork Quantized(int first, int second, ActivationWidth width)
    {
        var random = new Random(4);
        var network = new FloatNetwork("big", 5, 9, false, [Lstm(random, "a", 9, first, true), Lstm(random, "b", first, second, false)]);
        return PostTrainingQuantizer.Quantize(
            network, CalibrationSamples.InRange(network, -1, 1, 2), new QuantizationOptions { Width = width });
    }

    private static FloatLstm Lstm(Random random, string name, int inputs, int units, bool sequences)
    {
        float[][] Gates(int count) => [.. Enumerable.Range(0, 4).Select(_ => Values(random, count, 0.1f))];
        return new FloatLstm(name, inputs, units, sequences, 0f, Gates(units * inputs), Gates(units * units), Gates(units));
    }
}
