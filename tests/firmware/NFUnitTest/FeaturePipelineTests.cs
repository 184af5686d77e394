using System;
using NanoBms.Core;
using NanoBms.Core.Features;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Features of a model's input; numbers with exact binary fractions, worked out by hand.</summary>
    [TestClass]
    public class FeaturePipelineTests
    {
        [TestMethod]
        public void Each_kind_follows_its_definition()
        {
            var pipeline = new FeaturePipeline(
                new[]
                {
                    Spec(FeatureKind.Voltage, FeatureSource.Voltage, 0, 0f),
                    Spec(FeatureKind.Current, FeatureSource.Current, 0, 0f),
                    Spec(FeatureKind.Temperature, FeatureSource.Temperature, 0, 0f),
                    Spec(FeatureKind.Power, FeatureSource.Voltage, 0, 0f),
                    Spec(FeatureKind.VoltageSlope, FeatureSource.Voltage, 0, 0f),
                    Spec(FeatureKind.VoltageDelta, FeatureSource.Voltage, 0, 0f),
                    Spec(FeatureKind.Mean, FeatureSource.Current, 2, 0f),
                    Spec(FeatureKind.Ema, FeatureSource.Voltage, 0, 1.5f),
                    new FeatureSpec(FeatureKind.Product, FeatureSource.Current, FeatureSource.Current, 0, 0f),
                },
                500);
            var features = new float[9];

            pipeline.Push(4f, -2f, 25f, features);
            AreEqual(new[] { 4f, -2f, 25f, -8f, 0f, 0f, -2f, 4f, 4f }, features);

            // The average takes the plain mean of both: 1/2 is more than 0.5 s / (1.5 s + 0.5 s).
            pipeline.Push(3.5f, -1f, 25f, features);
            AreEqual(new[] { 3.5f, -1f, 25f, -3.5f, -1f, -0.5f, -1.5f, 3.75f, 1f }, features);
        }

        [TestMethod]
        public void A_moving_average_goes_a_quarter_of_the_way_where_the_period_is_a_quarter_of_both()
        {
            var pipeline = new FeaturePipeline(new[] { Spec(FeatureKind.Ema, FeatureSource.Voltage, 0, 1.5f) }, 500);
            var features = new float[1];
            for (int k = 0; k < 8; k++)
            {
                pipeline.Push(4f, 0f, 25f, features);
            }

            // 0.5 s / (1.5 s + 0.5 s).
            pipeline.Push(3f, 0f, 25f, features);
            AreEqual(new[] { 3.75f }, features);
            pipeline.Push(3f, 0f, 25f, features);
            AreEqual(new[] { 3.5625f }, features);
        }

        [TestMethod]
        public void A_reset_forgets_the_past()
        {
            var pipeline = new FeaturePipeline(new[] { Spec(FeatureKind.VoltageDelta, FeatureSource.Voltage, 0, 0f) }, 1000);
            var features = new float[1];
            pipeline.Push(4f, 0f, 25f, features);
            pipeline.Reset();
            pipeline.Push(3f, 0f, 25f, features);
            Assert.AreEqual(0f, features[0]);
        }

        [TestMethod]
        public void Arguments_outside_their_range_are_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => new FeaturePipeline(new FeatureSpec[0], 1000));
            Assert.ThrowsException(
                typeof(ArgumentException), () => new FeaturePipeline(new[] { Spec(FeatureKind.Ema, FeatureSource.Voltage, 0, 0f) }, 1000));
            Assert.ThrowsException(
                typeof(ArgumentException),
                () => new FeaturePipeline(new[] { Spec(FeatureKind.Ema, FeatureSource.Voltage, 0, float.NaN) }, 1000));
            Assert.ThrowsException(
                typeof(ArgumentException), () => new FeaturePipeline(new[] { Spec(FeatureKind.Mean, FeatureSource.Voltage, 1, 0f) }, 1000));
        }

        private static FeatureSpec Spec(FeatureKind kind, FeatureSource source, int samples, float tauS)
        {
            return new FeatureSpec(kind, source, FeatureSource.Voltage, samples, tauS);
        }

        private static void AreEqual(float[] expected, float[] actual)
        {
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.AreEqual(expected[k], actual[k], "feature " + k.ToString());
            }
        }
    }
}
