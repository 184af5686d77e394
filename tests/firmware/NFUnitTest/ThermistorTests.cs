using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The thermistor: 10 kOhm at 25 degC, beta 3950 K, over 10 kOhm to ground.</summary>
    [TestClass]
    public class ThermistorTests
    {
        [TestMethod]
        public void Shares_of_the_supply_become_temperatures()
        {
            // By R = 10 kOhm * exp(3950 K * (1/T - 1/298.15 K)): 33.621 kOhm at 0 degC, 3.588 kOhm at 50 degC.
            Near(25f, 2047.5f);
            Near(0f, 4095f * 10000f / (10000f + 33620.6f));
            Near(50f, 4095f * 10000f / (10000f + 3588.2f));
        }

        [TestMethod]
        public void Coefficients_of_Steinhart_and_Hart_stand_instead_of_beta()
        {
            // 1/T = A + B ln R + C (ln R)^3 solved for R by Cardano's formula: 32.650 kOhm at 0 degC, 9.9999 kOhm at 25 degC, 3.601 kOhm at 50 degC.
            NearBySteinhart(0f, 4095f * 10000f / (10000f + 32650.4f));
            NearBySteinhart(25f, 2047.5f);
            NearBySteinhart(50f, 4095f * 10000f / (10000f + 3601.0f));
        }

        [TestMethod]
        public void A_measured_supply_takes_the_place_of_the_set_one()
        {
            // Half the supply reads 1500 steps and the pin the same: both arms of the divider are equal, 25 degC.
            var input = new FakeAnalogInput { Raw = 1500 };
            var supply = new FakeAnalogInput { Raw = 1500 };
            var settings = new DeviceSettings { AdcFullScalePerSupply = 9f, ThermistorResistorOhm = 10000f, ThermistorNominalOhm = 10000f };
            var thermistor = new Thermistor(input, supply, settings);
            float temperatureC;
            Assert.IsTrue(thermistor.TryRead(out temperatureC), thermistor.Fault);
            Within(25f, temperatureC);
            supply.Raw = 400;
            Assert.IsFalse(thermistor.TryRead(out temperatureC));
            Assert.AreEqual("supply of the thermistor is not there", thermistor.Fault);
        }

        [TestMethod]
        public void A_broken_or_shorted_wire_gives_no_reading()
        {
            var input = new FakeAnalogInput();
            Thermistor thermistor = Over10KiloOhm(input);
            float temperatureC;
            input.Raw = 10;
            Assert.IsFalse(thermistor.TryRead(out temperatureC));
            Assert.AreEqual("thermistor is open", thermistor.Fault);
            input.Raw = 4090;
            Assert.IsFalse(thermistor.TryRead(out temperatureC));
            Assert.AreEqual("thermistor is shorted", thermistor.Fault);
            input.Raw = -1;
            Assert.IsFalse(thermistor.TryRead(out temperatureC));
            Assert.AreEqual("ADC does not answer", thermistor.Fault);
        }

        [TestMethod]
        public void Settings_that_are_no_numbers_give_no_reading()
        {
            float temperatureC;
            var input = new FakeAnalogInput { Raw = 2000 };
            Assert.IsFalse(new Thermistor(input, null, new DeviceSettings { AdcFullScalePerSupply = float.NaN }).TryRead(out temperatureC), "scale");
            Assert.IsFalse(new Thermistor(input, null, new DeviceSettings { ThermistorBeta = float.NaN }).TryRead(out temperatureC), "beta");
            var thermistor = new Thermistor(input, null, new DeviceSettings { ThermistorResistorOhm = float.NaN });
            Assert.IsFalse(thermistor.TryRead(out temperatureC), "resistor");
            Assert.AreEqual(0f, temperatureC);
            Assert.AreEqual("thermistor's coefficients give no temperature", thermistor.Fault);
        }

        private static Thermistor Over10KiloOhm(FakeAnalogInput input)
        {
            return new Thermistor(
                input, null,
                new DeviceSettings { AdcFullScalePerSupply = 1f, ThermistorResistorOhm = 10000f, ThermistorNominalOhm = 10000f, ThermistorBeta = 3950f });
        }

        private static void Near(float expectedC, float raw)
        {
            var input = new FakeAnalogInput { Raw = (int)(raw + 0.5f) };
            float temperatureC;
            Assert.IsTrue(Over10KiloOhm(input).TryRead(out temperatureC));
            Within(expectedC, temperatureC);
        }

        private static void NearBySteinhart(float expectedC, float raw)
        {
            var settings = new DeviceSettings
            {
                AdcFullScalePerSupply = 1f,
                ThermistorResistorOhm = 10000f,
                ThermistorSteinhartA = 1.129148e-3f,
                ThermistorSteinhartB = 2.34125e-4f,
                ThermistorSteinhartC = 8.76741e-8f,
            };
            float temperatureC;
            Assert.IsTrue(new Thermistor(new FakeAnalogInput { Raw = (int)(raw + 0.5f) }, null, settings).TryRead(out temperatureC));
            Within(expectedC, temperatureC);
        }

        private static void Within(float expectedC, float temperatureC)
        {
            // A step of the converter is 0.03 degC here.
            Assert.IsTrue(temperatureC > expectedC - 0.05f && temperatureC < expectedC + 0.05f, temperatureC.ToString());
        }
    }
}
