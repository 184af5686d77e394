using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>What to do with a model that no board holds.</summary>
internal static class WhatFits
{
    private const int Kib = 1024;

    /// <summary>The refusal of a model by its cost in one layout; null where a board holds it.</summary>
    public static UserError? Refusal(QuantizedNetwork network, Manifest? manifest, string sha256, DeviceCost cost)
    {
        if (Board.All.Any(cost.FitsOn))
        {
            return null;
        }

        WeightLayout layout = cost.Layout == DeviceCost.Name(WeightLayout.Packed) ? WeightLayout.Packed : WeightLayout.Arrays;
        WeightLayout other = layout == WeightLayout.Packed ? WeightLayout.Arrays : WeightLayout.Packed;
        DeviceCost? instead = Estimate(network, manifest, sha256, other);
        string[] boards = instead is null ? [] : [.. Board.All.Where(instead.FitsOn).Select(board => board.Name)];
        string start = $"The model needs {cost.FlashBytes / Kib} KB of flash and {cost.HeapBytes / Kib} KB of heap in layout {cost.Layout}"
            + ", and no supported board has that";
        if (boards.Length > 0)
        {
            return new UserError($"{start}; --layout {DeviceCost.Name(other)} fits {string.Join(", ", boards)}.");
        }

        // Weights grow with the square of the units.
        int flash = Board.All.Max(board => board.DeploymentBytes) - DeviceCost.ApplicationFlashBytes;
        DeviceCost packed = layout == WeightLayout.Packed ? cost : instead ?? cost;
        double units = Math.Sqrt((double)flash / packed.FlashBytes);
        return new UserError(
            $"{start}, nor in layout {DeviceCost.Name(other)}; packed into {flash / Kib} KB, the largest region beside the application, "
                + $"goes a model with about {Math.Floor(100 * units):0} % of the units in each layer, so train a smaller one.");
    }

    private static DeviceCost? Estimate(QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout)
    {
        try
        {
            return CostEstimate.Of(network, manifest, sha256, layout);
        }
        catch (UserError)
        {
            return null;
        }
    }
}
