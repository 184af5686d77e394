using System;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>
    /// From readings to the state of charge, over a tiny model: 3 V is 0 %, 4 V is 100 %, the oldest of three samples counts.
    /// </summary>
    [TestClass]
    public class StateEstimatorTests
    {
        [TestMethod]
        public void There_is_no_estimate_while_the_window_fills()
        {
            var estimator = new StateEstimator(new VoltageModel());
            float soc;
            Assert.IsFalse(TryEstimate(estimator, 3.25f, out soc));
            Assert.IsFalse(TryEstimate(estimator, 3.5f, out soc));
            Assert.IsFalse(estimator.IsReady);
            Assert.AreEqual(0f, soc);
            Assert.IsTrue(TryEstimate(estimator, 3.75f, out soc));
            Assert.IsTrue(estimator.IsReady);
            Assert.AreEqual(25f, soc);
            Assert.IsTrue(TryEstimate(estimator, 3.75f, out soc));
            Assert.AreEqual(50f, soc);
        }

        [TestMethod]
        public void A_short_gap_is_bridged_and_a_long_one_restarts_the_window()
        {
            var estimator = new StateEstimator(new VoltageModel());
            float soc;
            for (int k = 0; k < 3; k++)
            {
                TryEstimate(estimator, 3.5f, out soc);
            }

            estimator.AcceptMissing();
            Assert.IsTrue(estimator.TryInfer(out soc));
            Assert.AreEqual(50f, soc);
            Assert.IsTrue(TryEstimate(estimator, 0f, out soc));
            Assert.AreEqual((int)SampleStatus.Held, (int)estimator.LastStatus);
            estimator.AcceptMissing();
            Assert.IsTrue(estimator.TryInfer(out soc));
            estimator.AcceptMissing();
            Assert.IsFalse(estimator.TryInfer(out soc));
            Assert.AreEqual((int)SampleStatus.Gap, (int)estimator.LastStatus);
            Assert.AreEqual(0, estimator.BufferedSamples);
            Assert.IsFalse(TryEstimate(estimator, 3.5f, out soc));
            Assert.AreEqual(1, estimator.BufferedSamples);
        }

        [TestMethod]
        public void Sampling_alone_does_not_run_a_windowed_model()
        {
            var model = new VoltageModel();
            var estimator = new StateEstimator(model);
            for (int k = 0; k < 10; k++)
            {
                estimator.Accept(At(3.5f));
            }

            Assert.AreEqual(0, model.Runs);
            Assert.IsTrue(estimator.TryCapture());
            estimator.Accept(At(4f));
            Assert.AreEqual(50f, estimator.Infer());
            Assert.AreEqual(1, model.Runs);
        }

        [TestMethod]
        public void A_model_without_a_scale_shows_nothing_rather_than_a_full_cell()
        {
            var model = new VoltageModel();
            model.Info.SocScale = float.NaN;
            var estimator = new StateEstimator(model);
            float soc = 1f;
            for (int k = 0; k < 3; k++)
            {
                TryEstimate(estimator, 3.5f, out soc);
            }

            Assert.AreEqual(1, model.Runs);
            Assert.AreEqual(0f, soc);
            Assert.AreEqual(-1, StateEstimator.ToCentiPercent(float.NaN));
            Assert.AreEqual(1235, StateEstimator.ToCentiPercent(12.345f));
        }

        [TestMethod]
        public void An_estimate_beyond_0_and_100_percent_is_0_and_100()
        {
            // 3 V is -50 %, 4 V is 150 %.
            var model = new VoltageModel();
            model.Info.SocScale = 200f;
            model.Info.SocOffset = -50f;
            Assert.AreEqual(0f, Rested(model, 3.125f));
            Assert.AreEqual(50f, Rested(model, 3.5f));
            Assert.AreEqual(100f, Rested(model, 3.875f));
        }

        [TestMethod]
        public void Between_estimates_charge_is_counted_for_readings_that_are_held_and_not_in_a_gap()
        {
            StateEstimator estimator = Anchored();

            // 2 A of 2 Ah: 0.0278 % a second.
            for (int second = 0; second < 357; second++)
            {
                estimator.Accept(Reading.FromPhysical(3.5f, -2f, 25f));
            }

            for (int second = 0; second < 60; second++)
            {
                estimator.AcceptMissing();
            }

            Assert.IsTrue(
                estimator.SocCentiPercent >= 3995 && estimator.SocCentiPercent <= 4005, estimator.SocCentiPercent.ToString());
            Assert.AreEqual(-1, estimator.NetworkCentiPercent);
            Assert.AreEqual(5000, estimator.KnownNetworkCentiPercent);
        }

        [TestMethod]
        public void Without_the_rated_capacity_the_networks_figure_is_the_figure()
        {
            var model = new VoltageModel();
            model.Info.RatedCapacityAh = 0f;
            var estimator = new StateEstimator(model);
            StateEstimate estimate;
            estimator.Accept(At(3.5f));
            estimator.Correct(50f, 15f, out estimate);
            Assert.AreEqual(5000, estimate.SocCentiPercent);
            Assert.AreEqual(1000, estimate.BarDeciPercent);
            Assert.AreEqual(-1, estimate.CapacityCentiAh);
        }

        [TestMethod]
        public void What_is_kept_over_a_reboot_is_there_again_before_the_first_estimate()
        {
            StateEstimator before = Anchored();
            var state = new byte[StateEstimator.LearntBytes];
            before.SerializeLearnt(new StateBuffer(state, false));
            var after = new StateEstimator(new VoltageModel());
            after.SerializeLearnt(new StateBuffer(state, true));
            after.Resume(60f);
            Assert.AreEqual(-1, after.NetworkCentiPercent);
            Assert.AreEqual(5000, after.KnownNetworkCentiPercent);
            Assert.AreEqual(5000, after.SocCentiPercent);
            after.Reset();
            Assert.AreEqual(-1, after.KnownNetworkCentiPercent);
            Assert.AreEqual(-1, after.SocCentiPercent);
        }

        [TestMethod]
        public void A_model_that_says_nothing_of_its_features_or_gives_two_values_is_refused()
        {
            var model = new VoltageModel();
            model.Info.Features = null;
            Assert.ThrowsException(typeof(ArgumentException), () => new StateEstimator(model));
            var two = new VoltageModel();
            two.Info.OutputSize = 2;
            Assert.ThrowsException(typeof(ArgumentException), () => new StateEstimator(two));
        }

        private static StateEstimator Anchored()
        {
            var estimator = new StateEstimator(new VoltageModel());
            StateEstimate estimate;
            estimator.Correct(50f, 15f, out estimate);
            Assert.AreEqual(5000, estimate.NetworkCentiPercent);
            Assert.AreEqual(5000, estimate.SocCentiPercent);
            Assert.IsFalse(estimate.Disagrees);
            return estimator;
        }

        private static float Rested(VoltageModel model, float voltageV)
        {
            var estimator = new StateEstimator(model);
            float soc = 0f;
            for (int k = 0; k < 3; k++)
            {
                TryEstimate(estimator, voltageV, out soc);
            }

            return soc;
        }

        private static bool TryEstimate(StateEstimator estimator, float voltageV, out float soc)
        {
            estimator.Accept(At(voltageV));
            return estimator.TryInfer(out soc);
        }

        private static Reading At(float voltageV)
        {
            return Reading.FromPhysical(voltageV, 0f, 25f);
        }
    }
}
