using NanoBms.Core;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.IlMeter.Metering;
using NanoBms.Models.Generation;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>The counter on code whose instructions can be counted by hand.</summary>
public class CountingTests
{
    private const string Model =
        """
        using NanoBms.Core;

        namespace NanoBms.Model
        {
            public sealed class Pair
            {
                public int First, Second;
            }

            public sealed class GeneratedModel : QuantizedModel
            {
                private static readonly int[] Table = new int[7];
                private readonly ModelInfo info = new ModelInfo();
                private readonly short[] buffer = new short[10];

                public override ModelInfo Info { get { return info; } }

                public override void Reset()
                {
                    for (int k = 0; k < 10; k++)
                    {
                        buffer[0] = buffer[1];
                    }
                }

                public override void Invoke(short[] input, short[] output)
                {
                    for (int k = 0; k < 10; k++)
                    {
                        output[0] = input[0];
                    }

                    if (output[0] > 5)
                    {
                        output[1] = (short)new long[3].Length;
                        output[2] = (short)new Pair().First;
                    }
                }
            }
        }
        """;

    private readonly MeteredModel model = MeteredModel.Create(
        File.ReadAllBytes(typeof(QuantizedModel).Assembly.Location), ModelCompiler.Compile(new GeneratedCode(Model, [])).Images);

    [Fact]
    public void Each_executed_instruction_is_counted_once()
    {
        // k = 0, jump: 3. Body ldarg ldc ldarg ldc ldelem stelem and ldloc ldc add stloc: 10 x 10. Condition ldloc ldc blt: 11 x 3.
        // Test ldarg ldc ldelem ldc ble: 5. ret: 1.
        InstructionCount count = model.Invoke([1], new short[3]);

        Assert.Equal(3 + 100 + 33 + 5 + 1, count.Total);
        Assert.Equal([("GeneratedModel.Invoke", 142L)], count.ByMethod);
        Assert.Equal(11, count.ByOpcode.Single(entry => entry.Name == "blt.s").Count);
        Assert.Equal(10, count.ByOpcode.Single(entry => entry.Name == "stelem.i2").Count);
        Assert.Equal(0, model.InvokeBytes);
    }

    [Fact]
    public void The_same_run_gives_the_same_count_and_results_are_not_changed()
    {
        short[] output = new short[3];
        InstructionCount first = model.Invoke([9], output), second = model.Invoke([9], new short[3]);

        Assert.Equal(first.Total, second.Total);
        Assert.True(first.Total > 142);
        Assert.Equal(new short[] { 9, 3, 0 }, output);
    }

    [Fact]
    public void Allocations_are_counted_in_the_devices_blocks()
    {
        model.Invoke([9], new short[3]);

        // long[3]: 20 + 24 = 44, in blocks of 12: 48. Pair: 1 + 2 blocks.
        Assert.Equal(48 + 36, model.InvokeBytes);

        // The static table int[7] is 20 + 28 = 48; the rest are Core's: the two tables of lines among them, 511 x 4 and 511 x 2 bytes.
        Assert.True(model.StaticBytes >= 48 + 2064 + 1044, $"{model.StaticBytes}");

        // short[10] is 20 + 20, so 48; the model has 2 fields, ModelInfo many.
        Assert.True(model.ObjectBytes > 48 + 36 + 12 * 20, $"{model.ObjectBytes}");
    }
}
