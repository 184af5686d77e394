using Google.FlatBuffers;
using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelKit.Tflite;

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
}
