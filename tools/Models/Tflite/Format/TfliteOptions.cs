using Google.FlatBuffers;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Builtin options of the operators that are written: the union's type and the table's content.</summary>
internal sealed record TfliteOptions(byte Type, Func<FlatBufferBuilder, int> Write)
{
    private const byte TanhActivation = 4;

    /// <summary>The last time step of [1, T, U] as [1, U].</summary>
    public static TfliteOptions LastTimeStep { get; } = new(Fields.StridedSliceOptions, builder =>
    {
        builder.StartTable(6);
        builder.AddInt(0, 5, 0);
        builder.AddInt(1, 5, 0);
        builder.AddInt(4, 2, 0);
        return builder.EndTable();
    });

    /// <summary>Operators without options.</summary>
    public static TfliteOptions None { get; } = new(0, _ => 0);

    /// <summary>Softmax with beta 1.</summary>
    public static TfliteOptions Softmax { get; } = new(Fields.SoftmaxOptions, builder =>
    {
        builder.StartTable(1);
        builder.AddFloat(0, 1f, 0);
        return builder.EndTable();
    });

    /// <summary>An addition with nothing fused.</summary>
    public static TfliteOptions Add { get; } = new(Fields.AddOptions, Empty);

    /// <summary>A multiplication with nothing fused.</summary>
    public static TfliteOptions Multiply { get; } = new(Fields.MulOptions, Empty);

    /// <summary>A reshape whose shape is an input.</summary>
    public static TfliteOptions Reshape { get; } = new(Fields.ReshapeOptions, Empty);

    public static TfliteOptions Lstm(float cellClip) => new(Fields.UnidirectionalSequenceLstmOptions, builder =>
    {
        builder.StartTable(6);
        builder.AddByte(0, TanhActivation, 0);
        builder.AddFloat(1, cellClip, 0);
        return builder.EndTable();
    });

    public static TfliteOptions Dense(Activation activation, bool keepDimensions) => new(Fields.FullyConnectedOptions, builder =>
    {
        byte code = activation switch
        {
            Activation.Relu => 1,
            Activation.ReluN1To1 => 2,
            Activation.Relu6 => 3,
            _ => 0,
        };
        builder.StartTable(5);
        builder.AddByte(0, code, 0);
        builder.AddBool(2, keepDimensions, false);
        return builder.EndTable();
    });

    private static int Empty(FlatBufferBuilder builder)
    {
        builder.StartTable(1);
        return builder.EndTable();
    }
}
