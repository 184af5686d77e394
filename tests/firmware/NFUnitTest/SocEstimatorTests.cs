using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>From readings to a percentage, over a tiny model.</summary>
    [TestClass]
    public class SocEstimatorTests
    {
        [TestMethod]
        public void There_is_no_estimate_while_the_window_fills()
        {
            var estimator = new SocEstimator(new VoltageModel());
            float soc;
            Assert.IsFalse(estimator.TryEstimate(3.25f, 0f, 25f, out soc));
            Assert.IsFalse(estimator.TryEstimate(3.5f, 0f, 25f, out soc));
            Assert.AreEqual(0f, soc);
            Assert.IsTrue(estimator.TryEstimate(3.75f, 0f, 25f, out soc));
            Assert.AreEqual(25f, soc);
            Assert.IsTrue(estimator.TryEstimate(3.75f, 0f, 25f, out soc));
            Assert.AreEqual(50f, soc);
        }

        [TestMethod]
        public void A_short_gap_is_bridged_and_a_long_one_restarts_the_window()
        {
            var estimator = new SocEstimator(new VoltageModel());
            float soc;
            for (int k = 0; k < 3; k++)
            {
                estimator.TryEstimate(3.5f, 0f, 25f, out soc);
            }

            Assert.IsTrue(estimator.TryEstimateMissing(out soc));
            Assert.AreEqual(50f, soc);
            Assert.IsTrue(estimator.TryEstimate(0f, 0f, 25f, out soc));
            Assert.IsTrue(estimator.TryEstimateMissing(out soc));
            Assert.IsFalse(estimator.TryEstimateMissing(out soc));
            Assert.AreEqual(0, estimator.BufferedSamples);
            Assert.IsFalse(estimator.TryEstimate(3.5f, 0f, 25f, out soc));
            Assert.AreEqual(1, estimator.BufferedSamples);
        }

        [TestMethod]
        public void Sampling_alone_does_not_run_a_windowed_model()
        {
            var model = new VoltageModel();
            var estimator = new SocEstimator(model);
            for (int k = 0; k < 10; k++)
            {
                estimator.Accept(3.5f, 0f, 25f);
            }

            Assert.AreEqual(0, model.Runs);
            Assert.IsTrue(estimator.TryCapture());
            estimator.Accept(4f, 0f, 25f);
            Assert.AreEqual(50f, estimator.InferCaptured());
            Assert.AreEqual(1, model.Runs);
        }

        [TestMethod]
        public void A_model_without_a_scale_shows_nothing_rather_than_a_full_cell()
        {
            var model = new VoltageModel();
            model.Info.SocScale = float.NaN;
            var estimator = new SocEstimator(model);
            float soc = 1f;
            for (int k = 0; k < 3; k++)
            {
                estimator.TryEstimate(3.5f, 0f, 25f, out soc);
            }

            Assert.AreEqual(1, model.Runs);
            Assert.AreEqual(0f, soc);
            Assert.AreEqual(-1, SocEstimator.ToCentiPercent(float.NaN));
            Assert.AreEqual(1235, SocEstimator.ToCentiPercent(12.345f));
        }
    }
}
