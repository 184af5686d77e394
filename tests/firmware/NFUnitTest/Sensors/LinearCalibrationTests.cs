using NanoBms.Device.Sensors;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors
{
    /// <summary>Two-point calibration.</summary>
    [TestClass]
    public class LinearCalibrationTests
    {
        [TestMethod]
        public void The_two_points_come_out_true()
        {
            LinearCalibration calibration = LinearCalibration.Parse(" -2.00=-1.90,3.00 = 2.85 ");
            Near(-1.9f, True(calibration, -2f));
            Near(2.85f, True(calibration, 3f));

            // Gain 0.95, offset 0.
            Near(0.95f, calibration.Gain);
            Near(0f, calibration.Offset);
            Near(4.198f, True(LinearCalibration.Parse("3.012=3.000, 4.205=4.198"), 4.205f));
        }

        [TestMethod]
        public void An_empty_text_changes_nothing()
        {
            Assert.AreEqual(3.7f, True(LinearCalibration.Parse(""), 3.7f));
        }

        [TestMethod]
        public void A_text_that_is_none_is_refused()
        {
            Refused("3.0=3.0");
            Refused("3.0=3.0, 3.0=3.1");
            Refused("3.0=3.0, 4.0=6.1");
            Refused("3.0=3.0, 4.0=3.4");
            Refused("3.0=3.0, 4.0=x");
            Refused("3.0=3.0, 4.0=");
            Refused("3.0,3.0=4.0,4.0");
            Refused("3.0=4.0=3.0,4.0");
            Refused("NaN=1, 2=2");
            Refused("3.0=3.0, 4.0=4.0, 5.0=5.0");
        }

        private static float True(LinearCalibration calibration, float shown)
        {
            return shown * calibration.Gain + calibration.Offset;
        }

        private static void Refused(string text)
        {
            Assert.IsTrue(LinearCalibration.Parse(text) == null, text);
        }

        private static void Near(float expected, float actual)
        {
            Assert.IsTrue(actual > expected - 1e-5f && actual < expected + 1e-5f, actual.ToString());
        }
    }
}
