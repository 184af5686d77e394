using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>TensorFlow's operators on tensor lists, which loops write their time steps to.</summary>
internal static class ListOperators
{
    /// <summary>Runs an operator of this kind; null for another.</summary>
    public static SymbolicValue[]? Run(OperatorCall call)
    {
        if (call.Operator.Code != BuiltinOperator.Custom)
        {
            return null;
        }

        string name = call.Operator.CustomName;
        switch (name.StartsWith("Flex", StringComparison.Ordinal) ? name[4..] : name)
        {
            case "TensorListReserve":
                long count = call.Integers(1).Values[0];
                call.Reserve([checked((int)count)], WorkBudget.RowBytes);
                return [new ListValue(new SymbolicValue?[count], MovementOperators.Sizes(call, 0))];
            case "EmptyTensorList":
                return [new ListValue([], MovementOperators.Sizes(call, 0))];
            case "TensorListFromTensor":
                int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
                SymbolicValue[] items = [.. SliceOperators.Parts(call, call.Floats(0), 0, [.. Enumerable.Repeat(1, shape[0])])];
                return [new ListValue([.. items.Select(item => MovementOperators.Reshape(call, item, shape[1..]))], shape[1..])];
            case "TensorListLength":
                return [IntegerValue.Scalar(List(call).Items.Length)];
            case "TensorListGetItem":
                ListValue source = List(call);
                long position = call.Integers(1).Values[0];
                return [position >= 0 && position < source.Items.Length && source.Items[position] is { } item
                    ? item
                    : throw call.Error($"reads element {position} of a list before it is written; the file is damaged")];
            case "TensorListSetItem":
                ListValue target = List(call);
                call.Reserve([target.Items.Length], WorkBudget.RowBytes);
                var written = (SymbolicValue?[])target.Items.Clone();
                written[call.Integers(1).Values[0]] = call.Value(2);
                return [target with { Items = written }];
            case "TensorListPushBack":
                ListValue shorter = List(call);
                call.Reserve([shorter.Items.Length + 1], WorkBudget.RowBytes);
                return [shorter with { Items = [.. shorter.Items, call.Value(1)] }];
            case "TensorListStack":
                ListValue list = List(call);
                int[] itemShape = list.Items.FirstOrDefault(entry => entry is not null) is { } known
                    ? MovementOperators.ShapeOf(call, known) : list.ItemShape;
                return [MovementOperators.Pack(call, [.. list.Items
                    .Select(entry => entry ?? MovementOperators.Constant(call, [.. itemShape.Select(size => Math.Abs(size))], 0))], 0)];
            default:
                return null;
        }
    }

    private static ListValue List(OperatorCall call) =>
        call.Value(0) as ListValue ?? throw call.Error("takes a list and gets something else; the file is damaged");
}
