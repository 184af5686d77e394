using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests.Arithmetic;

public class RealNumberTests
{
    [Theory]
    [InlineData(0f, true)]
    [InlineData(float.MaxValue, true)]
    [InlineData(-float.MaxValue, true)]
    [InlineData(float.Epsilon, true)]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    public void Neither_NaN_nor_an_infinity_is_finite(float value, bool isFinite) => Assert.Equal(isFinite, RealNumber.IsFinite(value));

    [Theory]
    [InlineData(double.Epsilon, true)]
    [InlineData(double.PositiveInfinity, true)]
    [InlineData(0.0, false)]
    [InlineData(-1.0, false)]
    [InlineData(double.NaN, false)]
    public void Only_a_number_above_0_is_positive(double value, bool isPositive) => Assert.Equal(isPositive, RealNumber.IsPositive(value));

    [Theory]
    [InlineData(-2.0, true)]
    [InlineData(3.0, true)]
    [InlineData(0.5, true)]
    [InlineData(-2.0000001, false)]
    [InlineData(3.0000001, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_range_holds_its_ends_and_never_NaN(double value, bool isWithin) =>
        Assert.Equal(isWithin, RealNumber.IsWithin(value, -2.0, 3.0));

    [Theory]
    [InlineData(-2.5, -2.0)]
    [InlineData(-2.0, -2.0)]
    [InlineData(0.5, 0.5)]
    [InlineData(3.0, 3.0)]
    [InlineData(3.5, 3.0)]
    [InlineData(double.PositiveInfinity, 3.0)]
    [InlineData(double.NegativeInfinity, -2.0)]
    [InlineData(double.NaN, -2.0)]
    public void Clamping_gives_the_nearest_number_of_the_range_and_its_lower_end_for_NaN(double value, double clamped) =>
        Assert.Equal(clamped, RealNumber.Clamp(value, -2.0, 3.0));

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.49f, 0)]
    [InlineData(0.5f, 1)]
    [InlineData(1.5f, 2)]
    [InlineData(-0.49f, 0)]
    [InlineData(-0.5f, -1)]
    [InlineData(-2.5f, -3)]
    [InlineData(2e9f, 2000000000)]
    public void Halves_are_rounded_away_from_zero(float value, int rounded) => Assert.Equal(rounded, RealNumber.Round(value));
}
