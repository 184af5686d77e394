using NanoBms.IlMeter.Commands;
using NanoBms.Models.Generation;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>What the shipped model may cost on a device.</summary>
public class DefaultModelTests
{
    [Fact]
    public void The_packed_kernel_keeps_every_limit()
    {
        var limits = new MeterLimits(2_250_000, 245_000, 13, 12 * 1024, DeviceLimits.ModelBytes);

        Assert.Empty(limits.Violations(DefaultModel.Packed, DefaultModel.Naive));
        Assert.Equal(0, DefaultModel.Packed.InferenceBytes);
    }

    [Fact]
    public void No_method_has_a_frame_that_a_heap_in_use_has_no_piece_for() =>
        Assert.All(DefaultModel.Packed.Footprints, footprint => Assert.InRange(footprint.MaxLocals, 1, 100));

    [Fact]
    public void All_kernels_give_the_same_results() =>
        Assert.All([DefaultModel.Packed, DefaultModel.Arrays], kernel => Assert.Equal(DefaultModel.Naive.Outputs, kernel.Outputs));

    [Fact]
    public void The_naive_kernel_is_an_honest_baseline()
    {
        // A loop's multiply-accumulate is 23 instructions; the rest of a row and the cell add little.
        double each = (double)DefaultModel.Naive.Inference.Total / DefaultModel.Meter.MultiplyAccumulates;
        Assert.InRange(each, 23, 26);
    }

    [Fact]
    public void A_broken_limit_is_one_sentence_with_both_numbers()
    {
        long count = DefaultModel.Packed.Inference.Total;
        var limits = new MeterLimits(1_000_000, null, null, null, null);

        Assert.Equal(
            [$"An inference of the packed kernel executes {count:N0} IL instructions; the limit is 1,000,000."],
            limits.Violations(DefaultModel.Packed, DefaultModel.Naive));
    }
}
