using NanoBms.DeviceBuild.Boards;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>
/// What to do with a model that no board holds: another layout, int8 in place of int16, or fewer units, and on which board.
/// </summary>
public static class WhatFits
{
    private const int Kib = 1024;

    /// <summary>
    /// Packed code of int8 activations over that of int16 ones: three rows go into a long constant in place of two, and the rest is equal.
    /// </summary>
    private const double Int8Share = 2.0 / 3;

    /// <summary>The refusal of a model by its cost in one layout; null where a board holds it.</summary>
    /// <param name="network">The model.</param>
    /// <param name="manifest">Its manifest; null where it has none.</param>
    /// <param name="sha256">SHA-256 of its file, hexadecimal.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="asInt8">The model with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    public static UserError? Refusal(
        QuantizedNetwork network, Manifest? manifest, string sha256, DeviceCost cost, Func<QuantizedNetwork>? asInt8 = null)
    {
        if (Board.All.Any(cost.FitsOn))
        {
            return null;
        }

        WeightLayout layout = cost.Layout == DeviceCost.Name(WeightLayout.Packed) ? WeightLayout.Packed : WeightLayout.Arrays;
        WeightLayout other = layout == WeightLayout.Packed ? WeightLayout.Arrays : WeightLayout.Packed;
        DeviceCost? instead = Estimate(network, manifest, sha256, other);
        DeviceCost packed = layout == WeightLayout.Packed ? cost : instead ?? cost;
        var ways = new List<(string Words, Board[] Boards)>();
        Board[] others = Boards(instead);
        if (others.Length > 0)
        {
            ways.Add(($"--layout {DeviceCost.Name(other)} fits {Names(others)}", others));
        }

        if (network.Width == ActivationWidth.Int16 && Int8(manifest, sha256, packed, asInt8) is { } narrow)
        {
            ways.Add(narrow);
        }

        if (!ways.Any(way => way.Boards.Any(board => board.PsramMegabytes == 0)))
        {
            ways.Add((Smaller(packed, ways.Count > 0), []));
        }

        return new UserError(
            $"The model needs {cost.FlashBytes / Kib} KB of flash and {cost.HeapBytes / Kib} KB of heap in layout {cost.Layout}, and no "
                + $"supported board has that{(others.Length > 0 ? "" : $", nor in layout {DeviceCost.Name(other)}")}; "
                + $"{string.Join("; ", ways.Select(way => way.Words))}.");
    }

    /// <summary>What to do with a model of which each layout was looked at; null where a board holds it in one.</summary>
    /// <param name="network">The model.</param>
    /// <param name="manifest">Its manifest; null where it has none.</param>
    /// <param name="sha256">SHA-256 of its file, hexadecimal.</param>
    /// <param name="layouts">Its cost in each layout.</param>
    /// <param name="asInt8">The model with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    public static string? Advice(
        QuantizedNetwork network, Manifest? manifest, string sha256, IReadOnlyList<LayoutReport> layouts,
        Func<QuantizedNetwork>? asInt8 = null) =>
        layouts.Any(layout => layout.Boards.Any(board => board.Fits))
            || layouts.Select(layout => layout.Cost).FirstOrDefault(cost => cost is not null) is not { } cost
                ? null
                : Refusal(network, manifest, sha256, cost, asInt8)?.Message;

    private static (string Words, Board[] Boards)? Int8(
        Manifest? manifest, string sha256, DeviceCost packed, Func<QuantizedNetwork>? asInt8)
    {
        if (asInt8 is null)
        {
            DeviceCost likely = packed with { FlashBytes = (int)(Int8Share * packed.FlashBytes) };
            return Boards(likely) is { Length: > 0 } some
                ? ($"with int8 activations in place of int16, quantised from the float model, it takes about {likely.FlashBytes / Kib} KB "
                    + $"packed, which fits {Names(some)}", some)
                : null;
        }

        QuantizedNetwork int8 = asInt8();
        foreach (WeightLayout layout in (WeightLayout[])[WeightLayout.Packed, WeightLayout.Arrays])
        {
            if (Boards(Estimate(int8, manifest, sha256, layout)) is { Length: > 0 } boards)
            {
                return ($"--activations int8 --layout {DeviceCost.Name(layout)} fits {Names(boards)}", boards);
            }
        }

        return null;
    }

    private static string Smaller(DeviceCost packed, bool isOneWayMore)
    {
        // Weights grow with the square of the units.
        Board largest = Board.All.MaxBy(board => board.DeploymentBytes)!;
        int flash = largest.DeploymentBytes - DeviceCost.ApplicationFlashBytes;
        double units = Math.Sqrt((double)flash / packed.FlashBytes);
        return $"packed into {flash / Kib} KB, what an {largest.Name} has beside the application, goes a model with about "
            + $"{Math.Floor(100 * units):0} % of the units in each layer{(isOneWayMore ? "" : ", so train a smaller one")}";
    }

    private static Board[] Boards(DeviceCost? cost) => cost is null ? [] : [.. Board.All.Where(cost.FitsOn)];

    private static string Names(IEnumerable<Board> boards) => string.Join(", ", boards.Select(board => board.Name));

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
