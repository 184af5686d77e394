namespace NanoBms.Core.Tests;

/// <summary>Numbers of a state as bytes: those that the class library gives, low byte first, without its garbage.</summary>
public sealed class StateBufferTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(-2.3f)]
    [InlineData(float.MaxValue)]
    [InlineData(1.17549435E-38f)]
    [InlineData(1.17549421E-38f)]
    [InlineData(float.Epsilon)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_of_single_precision_is_written_bit_for_bit(float value)
    {
        byte[] bytes = new byte[4];
        float written = value, read = 1f;
        new StateBuffer(bytes, false).Serialize(ref written);
        Assert.Equal(BitConverter.GetBytes(value), bytes);
        new StateBuffer(bytes, true).Serialize(ref read);
        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(read));
    }

    [Fact]
    public void Minus_zero_keeps_its_sign() => A_number_of_single_precision_is_written_bit_for_bit(-0f);

    [Fact]
    public void Any_number_is_written_bit_for_bit()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] bytes = new byte[26];
        for (int k = 0; k < 10_000; k++)
        {
            int whole = random.Next(int.MinValue, int.MaxValue);
            long wide = random.NextInt64(long.MinValue, long.MaxValue);
            float single = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            double twice = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            short[] small = [(short)whole];
            var buffer = new StateBuffer(bytes, false);
            buffer.Serialize(ref whole);
            buffer.Serialize(ref wide);
            buffer.Serialize(ref single);
            buffer.Serialize(ref twice);
            buffer.Serialize(small);
            byte[] expected =
            [
                .. BitConverter.GetBytes(whole), .. BitConverter.GetBytes(wide), .. BitConverter.GetBytes(single),
                .. BitConverter.GetBytes(twice), .. BitConverter.GetBytes((short)whole),
            ];
            Assert.True(expected.AsSpan().SequenceEqual(bytes), $"seed {seed}, number {k}: {single:R} {twice:R}");
            Assert.Equal(bytes.Length, buffer.Length);
        }
    }

    [Theory]
    [InlineData(1.2344f, 1000f, false, 1.234f)]
    [InlineData(-1.2346f, 1000f, false, -1.235f)]
    [InlineData(-40f, 1000f, false, -32.767f)]
    [InlineData(0.0506f, 1000f, true, 0.051f)]
    [InlineData(-0.0506f, 1000f, true, -0.051f)]
    [InlineData(9f, 15f, true, 127f / 15f)]
    public void What_is_kept_in_steps_is_read_to_half_a_step_and_stays_where_it_is_written(
        float value, float scale, bool isSmall, float expected)
    {
        byte[] bytes = new byte[4];
        float written = value, read = 0f, exact = value;
        var writer = new StateBuffer(bytes, false);
        writer.SerializeScaled(ref written, scale, isSmall);
        Assert.Equal((value, isSmall ? 1 : 2), (written, writer.Length));
        new StateBuffer(bytes, true).SerializeScaled(ref read, scale, isSmall);
        Assert.Equal(expected, read, 1e-6f);
        new StateBuffer(bytes, false) { IsExact = true }.SerializeScaled(ref exact, scale, isSmall);
        new StateBuffer(bytes, true) { IsExact = true }.SerializeScaled(ref read, scale, isSmall);
        Assert.Equal(value, read);
    }

    [Fact]
    public void Writing_leaves_no_garbage()
    {
        byte[] bytes = new byte[18];
        var buffer = new StateBuffer(bytes, false);
        (float single, double twice, int whole) = (-2.3f, 0.1, 7);
        short[] small = [1];
        long before = GC.GetAllocatedBytesForCurrentThread();
        buffer.Serialize(ref single);
        buffer.Serialize(ref twice);
        buffer.Serialize(ref whole);
        buffer.Serialize(small);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
