using NanoBms.Core.Arithmetic;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The rules for what may be no number, where NaN passes for the greater one.</summary>
    [TestClass]
    public class RealNumberTests
    {
        [TestMethod]
        public void NaN_is_in_no_range_and_neither_positive_nor_finite()
        {
            Assert.IsFalse(RealNumber.IsWithin(double.NaN, -1.0, 1.0));
            Assert.IsFalse(RealNumber.IsWithin(double.NaN, double.NegativeInfinity, double.PositiveInfinity));
            Assert.IsFalse(RealNumber.IsPositive(double.NaN));
            Assert.IsFalse(RealNumber.IsPositive(float.NaN));
            Assert.IsFalse(RealNumber.IsFinite(float.NaN));
            Assert.IsFalse(RealNumber.IsFinite(float.PositiveInfinity));
            Assert.IsFalse(RealNumber.IsFinite(float.NegativeInfinity));
            Assert.IsTrue(RealNumber.IsFinite(float.MaxValue));
            Assert.IsTrue(RealNumber.IsPositive(float.Epsilon));
        }

        [TestMethod]
        public void Clamping_gives_the_nearest_end_and_the_lower_one_for_NaN()
        {
            Assert.AreEqual(-2.0, RealNumber.Clamp(double.NaN, -2.0, 3.0));
            Assert.AreEqual(-2.0, RealNumber.Clamp(-2.5, -2.0, 3.0));
            Assert.AreEqual(0.5, RealNumber.Clamp(0.5, -2.0, 3.0));
            Assert.AreEqual(3.0, RealNumber.Clamp(3.5, -2.0, 3.0));
            Assert.AreEqual(3.0, RealNumber.Clamp(double.PositiveInfinity, -2.0, 3.0));
        }

        [TestMethod]
        public void Halves_are_rounded_away_from_zero()
        {
            Assert.AreEqual(1, RealNumber.Round(0.5f));
            Assert.AreEqual(-1, RealNumber.Round(-0.5f));
            Assert.AreEqual(-3, RealNumber.Round(-2.5f));
            Assert.AreEqual(0, RealNumber.Round(0.49f));
        }
    }
}
