using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Model;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The model that the firmware ships with.</summary>
    [TestClass]
    public class GeneratedModelTests
    {
        [TestMethod]
        public void A_rested_cell_is_full_at_its_upper_voltage_and_empty_at_its_lower()
        {
            float full = Rested(4.18f), half = Rested(3.65f), empty = Rested(2.9f);
            Assert.IsTrue(full > 90f, full.ToString());
            Assert.IsTrue(half > 25f && half < 75f, half.ToString());
            Assert.IsTrue(empty < 12f, empty.ToString());
        }

        [TestMethod]
        public void The_stored_vector_comes_out_as_the_desktops_reference_computed_it()
        {
            short[] expected = SelfTestVector.Output();
            var output = new short[expected.Length];
            new GeneratedModel().Invoke(SelfTestVector.Input(), output);
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.AreEqual(expected[k], output[k]);
            }
        }

        [TestMethod]
        public void The_same_window_gives_the_same_number_again()
        {
            var model = new GeneratedModel();
            var input = new short[model.Info.TimeSteps * model.Info.InputSize];
            var first = new short[1];
            var second = new short[1];
            for (int k = 0; k < input.Length; k++)
            {
                input[k] = (short)(k * 37 % 256 - 128);
            }

            model.Invoke(input, first);
            model.Invoke(new short[input.Length], second);
            model.Invoke(input, second);
            Assert.AreEqual(first[0], second[0]);
        }

        private static float Rested(float voltageV)
        {
            var estimator = new StateEstimator(new GeneratedModel());
            for (int k = 0; k < estimator.WindowLength; k++)
            {
                estimator.Accept(Reading.FromPhysical(voltageV, 0f, 25f));
            }

            float soc;
            Assert.IsTrue(estimator.TryInfer(out soc));
            return soc;
        }
    }
}
