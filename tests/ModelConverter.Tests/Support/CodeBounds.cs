using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Models.Generation;
using NanoBms.Models.Networks;

namespace NanoBms.ModelConverter.Tests.Support;

/// <summary>What convert tells of a code's text, beside what was compiled: it decides by it whether code must be compiled at all.</summary>
internal static class CodeBounds
{
    /// <summary>No assembly asks for more than the bound.</summary>
    public static void Hold(WeightLayout layout, GeneratedCode code, CompiledModel compiled)
    {
        var bound = CodeBound.Of(code, layout);
        Assert.All(compiled.Footprints, footprint =>
        {
            Assert.InRange(footprint.IlBytes, 0, bound.IlBytes);
            Assert.InRange(footprint.ArrayBytes, 0, bound.ArrayBytes);
            Assert.InRange(footprint.MaxLocals, 0, bound.Locals);
            Assert.InRange(Math.Max(footprint.DeepestStack, footprint.MaxArguments), 0, bound.Slots);
        });
    }

    /// <summary>The bound holds, and flash and heap are as near as the estimate takes for granted.</summary>
    public static void HoldWithCost(QuantizedNetwork network, WeightLayout layout, GeneratedCode code, CompiledModel compiled)
    {
        Hold(layout, code, compiled);
        DeviceCost estimate = CostEstimate.Of(network, null, code, layout);
        var exact = DeviceCost.Of(layout, compiled);
        Near(exact.FlashBytes, estimate.FlashBytes, CostEstimate.ErrorFlashBytes);
        Assert.InRange(
            estimate.HeapBytes, (exact.HeapBytes * (1 - CostEstimate.ErrorShare)) - CostEstimate.ErrorHeapBytes,
            (exact.HeapBytes * (1 + CostEstimate.HeapExcessShare)) + CostEstimate.ErrorHeapBytes);
    }

    /// <summary>An estimate is within its share of the exact figure, and some bytes.</summary>
    public static void Near(int exact, int estimate, int bytes) => Assert.InRange(
        estimate, exact - (CostEstimate.ErrorShare * exact) - bytes, exact + (CostEstimate.ErrorShare * exact) + bytes);
}
