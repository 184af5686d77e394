using System;
using NanoBms.Core.Arithmetic;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Integer primitives; the expected numbers are worked out by hand from their definitions.</summary>
    [TestClass]
    public class FixedPointTests
    {
        [TestMethod]
        public void Division_rounds_to_nearest_and_ties_away_from_zero()
        {
            Assert.AreEqual(3, FixedPoint.RoundingDivideByPowerOfTwo(5, 1));
            Assert.AreEqual(-3, FixedPoint.RoundingDivideByPowerOfTwo(-5, 1));
            Assert.AreEqual(1, FixedPoint.RoundingDivideByPowerOfTwo(4, 3));
            Assert.AreEqual(-1, FixedPoint.RoundingDivideByPowerOfTwo(-4, 3));
            Assert.AreEqual(0, FixedPoint.RoundingDivideByPowerOfTwo(3, 3));
            Assert.AreEqual(0, FixedPoint.RoundingDivideByPowerOfTwo(-3, 3));
            Assert.AreEqual(-7, FixedPoint.RoundingDivideByPowerOfTwo(-7, 0));
        }

        [TestMethod]
        public void High_half_of_a_product_is_rounded_and_saturates()
        {
            Assert.AreEqual(536870912, FixedPoint.SaturatingRoundingDoublingHighMul(1 << 30, 1 << 30));
            Assert.AreEqual(-536870912, FixedPoint.SaturatingRoundingDoublingHighMul(-(1 << 30), 1 << 30));
            Assert.AreEqual(int.MaxValue, FixedPoint.SaturatingRoundingDoublingHighMul(int.MinValue, int.MinValue));
            Assert.AreEqual(1, FixedPoint.SaturatingRoundingDoublingHighMul(3, 1 << 29));
        }

        [TestMethod]
        public void A_real_multiplier_becomes_a_fraction_and_a_shift()
        {
            int multiplier = 0, shift = 0;
            FixedPoint.QuantizeMultiplier(0.75, out multiplier, out shift);
            Assert.AreEqual(1610612736, multiplier);
            Assert.AreEqual(0, shift);
            FixedPoint.QuantizeMultiplier(1.0, out multiplier, out shift);
            Assert.AreEqual(1 << 30, multiplier);
            Assert.AreEqual(1, shift);
            FixedPoint.QuantizeMultiplier(0.1, out multiplier, out shift);
            Assert.AreEqual(1717986918, multiplier);
            Assert.AreEqual(-3, shift);
        }

        [TestMethod]
        public void A_number_times_a_tenth_is_a_tenth()
        {
            int multiplier = 0, shift = 0;
            FixedPoint.QuantizeMultiplier(0.1, out multiplier, out shift);
            Assert.AreEqual(100, FixedPoint.MultiplyByQuantizedMultiplier(1000, multiplier, shift));
            Assert.AreEqual(-100, FixedPoint.MultiplyByQuantizedMultiplier(-1000, multiplier, shift));
            Assert.AreEqual(1235, FixedPoint.MultiplyByQuantizedMultiplier(12346, multiplier, shift));
        }

        [TestMethod]
        public void Sixteen_bits_saturate()
        {
            Assert.AreEqual(32767, FixedPoint.SaturateToInt16(40000));
            Assert.AreEqual(-32768, FixedPoint.SaturateToInt16(-40000));
            Assert.AreEqual(-5, FixedPoint.SaturateToInt16(-5));
        }

        [TestMethod]
        public void A_scale_is_a_power_of_two_or_refused()
        {
            Assert.AreEqual(-11, FixedPoint.PowerOfTwoExponent(1f / 2048f));
            Assert.AreEqual(0, FixedPoint.PowerOfTwoExponent(1f));
            Assert.ThrowsException(typeof(ArgumentException), () => FixedPoint.PowerOfTwoExponent(0.3f));
            Assert.ThrowsException(typeof(ArgumentException), () => FixedPoint.PowerOfTwoExponent(float.NaN));
            Assert.ThrowsException(typeof(ArgumentException), () => FixedPoint.PowerOfTwoExponent(float.PositiveInfinity));
        }
    }
}
