using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>Operators that only move values, or choose a time step.</summary>
internal static class OnnxMovement
{
    /// <summary>What an operator makes of a value; null: none of these. Layers of -1: values of all steps side by side.</summary>
    public static OnnxFlow? Move(
        OnnxNode node, OnnxFlow flow, IReadOnlyList<OnnxTensor?> tensors, Func<OnnxAxis, int> size, long opset)
    {
        long[]? second = tensors.ElementAtOrDefault(1)?.Integers;
        long[] Axes() => node.Attributes.GetValueOrDefault("axes") is { } axes ? [.. axes.Integers] : second ?? [];
        switch (node.Operator)
        {
            case "Transpose":
                IEnumerable<long> order = node.Attributes.GetValueOrDefault("perm")?.Integers.AsEnumerable()
                    ?? Enumerable.Range(0, flow.Axes.Length).Reverse().Select(place => (long)place);
                return flow with { Axes = [.. order.Select(place => flow.Axes[flow.At(place)])] };
            case "Unsqueeze":
                List<OnnxAxis> wider = [.. flow.Axes];
                foreach (long axis in Axes().Select(axis => axis < 0 ? axis + flow.Axes.Length + Axes().Length : axis).Order())
                {
                    wider.Insert(checked((int)axis), OnnxAxis.One);
                }

                return flow with { Axes = [.. wider] };
            case "Squeeze":
                int[] gone = Axes() is { Length: > 0 } named
                    ? [.. named.Select(flow.At)]
                    : [.. Enumerable.Range(0, flow.Axes.Length).Where(place => size(flow.Axes[place]) == 1)];
                return gone.All(place => size(flow.Axes[place]) == 1)
                    ? flow with { Axes = [.. flow.Axes.Where((axis, place) => !gone.Contains(place) || axis == OnnxAxis.Feature)] }
                    : throw OnnxNetworkBuilder.Refuse(node, "drops an axis of more than one value", "the file is damaged, export it again");
            case "Reshape" when second is not null:
                return Reshaped(node, flow, second, size);
            case "Flatten":
                int at = (int)(node.Attributes.GetValueOrDefault("axis")?.Integer ?? 1);
                return Reshaped(node, flow, [Product(flow.Axes[..at], size), Product(flow.Axes[at..], size)], size);
            case "Gather" when second is not null:
                return Chosen(node, flow, flow.At(node.Attributes.GetValueOrDefault("axis")?.Integer ?? 0), tensors[1]!, size);
            case "Slice":
                return Sliced(node, flow, tensors, size, opset);
            default:
                return null;
        }
    }

    private static long Product(OnnxAxis[] axes, Func<OnnxAxis, int> size) => axes.Aggregate(1L, (product, axis) => product * size(axis));

    private static OnnxFlow Chosen(OnnxNode node, OnnxFlow flow, int place, OnnxTensor index, Func<OnnxAxis, int> size)
    {
        OnnxAxis axis = flow.Axes[place];
        int count = size(axis);
        if (index.Integers is not [var chosen] || (chosen != -1 && chosen != count - 1) || axis == OnnxAxis.Feature)
        {
            throw OnnxNetworkBuilder.Refuse(
                node,
                axis == OnnxAxis.Time ? "takes another time step than the last" : "chooses some of the values, which is not supported",
                "build the model with the last step of all features");
        }

        OnnxAxis[] axes = index.Shape.Length == 0
            ? [.. flow.Axes.Where((_, k) => k != place)]
            : [.. flow.Axes.Select((other, k) => k == place ? OnnxAxis.One : other)];
        return flow with { Axes = axes, IsLast = axis == OnnxAxis.Time };
    }

    private static OnnxFlow Sliced(
        OnnxNode node, OnnxFlow flow, IReadOnlyList<OnnxTensor?> tensors, Func<OnnxAxis, int> size, long opset)
    {
        long[]? Part(string name, int index) => opset < 10
            ? node.Attributes.GetValueOrDefault(name)?.Integers.ToArray() : tensors.ElementAtOrDefault(index)?.Integers;
        if (Part("starts", 1) is not { } starts || Part("ends", 2) is not { } ends || starts.Length != ends.Length
            || (Part("steps", 4) is { } steps && steps.Any(step => step != 1)))
        {
            throw OnnxNetworkBuilder.Refuse(node, "takes values that depend on the input", "build the model with the last step");
        }

        long[] axes = Part("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(k => (long)k)];
        OnnxAxis[] after = [.. flow.Axes];
        bool isLast = false;
        for (int k = 0; k < starts.Length && k < axes.Length; k++)
        {
            int place = flow.At(axes[k]), count = size(flow.Axes[place]);
            long from = Math.Clamp(starts[k] < 0 ? starts[k] + count : starts[k], 0, count);
            long to = Math.Clamp(ends[k] < 0 ? ends[k] + count : ends[k], 0, count);
            if (from == 0 && to == count)
            {
                continue;
            }

            if (flow.Axes[place] != OnnxAxis.Time || from != count - 1 || to != count)
            {
                throw OnnxNetworkBuilder.Refuse(
                    node, "takes a part of the values other than the last time step", "build the model with the last step of all features");
            }

            after[place] = OnnxAxis.One;
            isLast = true;
        }

        return flow with { Axes = after, IsLast = isLast };
    }

    /// <summary>Axes of one may come and go; time steps and features may go side by side.</summary>
    private static OnnxFlow Reshaped(OnnxNode node, OnnxFlow flow, long[] wanted, Func<OnnxAxis, int> size)
    {
        long all = Product(flow.Axes, size);
        long[] sizes = [.. wanted.Select((length, k) => length == 0 && k < flow.Axes.Length ? size(flow.Axes[k]) : length)];
        long known = sizes.Where(length => length >= 0).Aggregate(1L, (product, length) => product * length);
        sizes = [.. sizes.Select(length => length >= 0 ? length : known == 0 ? 0 : all / known)];
        OnnxAxis[] old = [.. flow.Axes.Where(axis => size(axis) > 1)];
        int[] places = [.. Enumerable.Range(0, sizes.Length).Where(place => sizes[place] > 1)];
        OnnxAxis[] axes = [.. sizes.Select(_ => OnnxAxis.One)];
        if (places.Select(place => sizes[place]).SequenceEqual(old.Select(axis => (long)size(axis))))
        {
            for (int k = 0; k < places.Length; k++)
            {
                axes[places[k]] = old[k];
            }

            if (!axes.Contains(OnnxAxis.Feature) && axes.Length > 0)
            {
                axes[^1] = OnnxAxis.Feature;
            }

            return flow with { Axes = axes };
        }

        int both = Array.IndexOf(old, OnnxAxis.Direction);
        if (both >= 0 && both + 1 < old.Length && old[both + 1] == OnnxAxis.Feature)
        {
            // The features of one direction behind those of the other.
            OnnxAxis[] beside = [.. old.Where(axis => axis != OnnxAxis.Direction)];
            long[] counts = [.. beside.Select(axis => axis == OnnxAxis.Feature
                ? (long)size(OnnxAxis.Direction) * size(OnnxAxis.Feature) : size(axis))];
            if (places.Select(place => sizes[place]).SequenceEqual(counts))
            {
                for (int k = 0; k < places.Length; k++)
                {
                    axes[places[k]] = beside[k];
                }

                return flow with { Axes = axes };
            }
        }

        if (old is [OnnxAxis.Time, OnnxAxis.Feature] && places.Length == 1 && sizes[places[0]] == all)
        {
            axes[places[0]] = OnnxAxis.Feature;
            return flow with { Axes = axes, Layers = -1 };
        }

        throw OnnxNetworkBuilder.Refuse(
            node, $"makes [{string.Join(", ", sizes)}] of values of other axes, which is not supported", "rebuild the model without it");
    }
}
