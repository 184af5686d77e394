using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests.Arithmetic;

/// <summary>
/// CRC-32 over all 65,536 inputs (results as little-endian int16) of TensorFlow Lite Micro's reference functions, taken from that runtime.
/// </summary>
public class GateTablesTests
{
    [Fact]
    public void Sigmoid_equals_the_reference_for_every_input() =>
        Assert.Equal("928F0A46", CrcOfAllInputs(GateTables.Sigmoid));

    [Theory]
    [InlineData(-9, "2537531D")]
    [InlineData(-10, "93EE576E")]
    [InlineData(-11, "20F0F708")]
    [InlineData(-12, "ABDD53CC")]
    [InlineData(-13, "931C6619")]
    [InlineData(-14, "0A35E7EF")]
    [InlineData(-15, "C3723410")]
    public void Tanh_equals_the_reference_for_every_input(int inputExponent, string expectedCrc) =>
        Assert.Equal(expectedCrc, CrcOfAllInputs(a => GateTables.Tanh(TableSteps(a, inputExponent))));

    [Theory]
    [InlineData(-32768, 11)]
    [InlineData(-4096, 8812)]
    [InlineData(-1, 16382)]
    [InlineData(0, 16384)]
    [InlineData(4096, 23956)]
    [InlineData(32767, 32757)]
    public void Sigmoid_gives_the_published_values(int input, int expected) =>
        Assert.Equal(expected, GateTables.Sigmoid(input));

    [Fact]
    public void Gate_sums_beyond_int16_saturate()
    {
        for (int a = 32767; a <= 65534; a++)
        {
            Assert.Equal(32757, GateTables.Sigmoid(a));
            Assert.Equal(11, GateTables.Sigmoid(-a - 1));
        }
    }

    /// <summary>A value with scale 2^exponent in steps of 1/12288, rounded as the reference does.</summary>
    private static int TableSteps(int a, int exponent)
    {
        int e = 12 + exponent;
        return e >= 0 ? a * (3 << e) : ((3 * a) + (1 << (-e - 1))) >> -e;
    }

    private static string CrcOfAllInputs(Func<int, int> function) =>
        Checksum.Of([.. Enumerable.Range(-32768, 65536).Select(a => checked((short)function(a)))]);
}
