using NanoBms.Core;
using NanoBms.Core.Features;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Scaling and quantising of features.</summary>
    [TestClass]
    public class FeatureQuantizerTests
    {
        [TestMethod]
        public void Values_are_scaled_rounded_half_away_from_zero_and_clamped()
        {
            var quantizer = new FeatureQuantizer(new ModelInfo
            {
                InputSize = 1,
                InputScale = 0.25f,
                InputZeroPoint = 10,
                FeatureScale = new[] { 0.5f },
                FeatureOffset = new[] { 1f },
            });

            // (x / 2 + 1) / 0.25 + 10 = 2 x + 14.
            Assert.AreEqual(14, Quantized(quantizer, 0f));
            Assert.AreEqual(15, Quantized(quantizer, 0.25f));
            Assert.AreEqual(9, Quantized(quantizer, -2.25f));
            Assert.AreEqual(127, Quantized(quantizer, 1e30f));
            Assert.AreEqual(-128, Quantized(quantizer, -1e30f));
            Assert.AreEqual(-128, Quantized(quantizer, float.NaN));
        }

        private static int Quantized(FeatureQuantizer quantizer, float value)
        {
            var quantized = new short[2];
            quantizer.Quantize(new[] { value }, quantized, 1);
            Assert.AreEqual(0, (int)quantized[0]);
            return quantized[1];
        }
    }
}
