using NanoBms.Device.Sensors;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors
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
            // 1/T = A + B ln R + C (ln R)^3 solved for R by Cardano's formula: 32.650 kOhm at 0 degC, 9.9999 kOhm at 25 degC, 3.601 kOhm at
            // 50 degC.
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
            var thermistor = new Thermistor(input, supply, 9f, 10000f);
            thermistor.SetBeta(10000f, 3950f);
            Reads(25f, thermistor);
            supply.Raw = 400;
            Fails(thermistor, "supply of the thermistor is not there");
        }

        [TestMethod]
        public void A_broken_or_shorted_wire_gives_no_reading()
        {
            var input = new FakeAnalogInput();
            Thermistor thermistor = Over10KiloOhm(input);
            input.Raw = 10;
            Fails(thermistor, "thermistor is open");
            input.Raw = 4090;
            Fails(thermistor, "thermistor is shorted");
            input.Raw = -1;
            Fails(thermistor, "ADC does not answer");
        }

        [TestMethod]
        public void Values_that_are_no_numbers_give_no_reading()
        {
            var input = new FakeAnalogInput { Raw = 2000 };
            var thermistor = new Thermistor(input, null, float.NaN, 10000f);
            thermistor.SetBeta(10000f, 3950f);
            Fails(thermistor, "thermistor is shorted");
            thermistor = new Thermistor(input, null, 1f, float.NaN);
            thermistor.SetBeta(10000f, 3950f);
            Fails(thermistor, "thermistor's coefficients give no temperature");
            thermistor = new Thermistor(input, null, 1f, 10000f);
            Fails(thermistor, "thermistor's coefficients give no temperature");
            thermistor.SetBeta(10000f, float.NaN);
            Fails(thermistor, "thermistor's coefficients give no temperature");
        }

        private static Thermistor Over10KiloOhm(FakeAnalogInput input)
        {
            var thermistor = new Thermistor(input, null, 1f, 10000f);
            thermistor.SetBeta(10000f, 3950f);
            return thermistor;
        }

        private static void Near(float expectedC, float raw)
        {
            Reads(expectedC, Over10KiloOhm(new FakeAnalogInput { Raw = (int)(raw + 0.5f) }));
        }

        private static void NearBySteinhart(float expectedC, float raw)
        {
            var thermistor = new Thermistor(new FakeAnalogInput { Raw = (int)(raw + 0.5f) }, null, 1f, 10000f);
            thermistor.SetSteinhart(1.129148e-3f, 2.34125e-4f, 8.76741e-8f);
            Reads(expectedC, thermistor);
        }

        private static void Reads(float expectedC, Thermistor thermistor)
        {
            Measurement measurement = Nothing();
            Assert.IsTrue(thermistor.TryRead(measurement), thermistor.Fault);

            // A step of the converter is 0.03 degC here.
            Assert.IsTrue(
                measurement.TemperatureC > expectedC - 0.05f && measurement.TemperatureC < expectedC + 0.05f,
                measurement.TemperatureC.ToString());
        }

        private static void Fails(Thermistor thermistor, string fault)
        {
            Measurement measurement = Nothing();
            Assert.IsFalse(thermistor.TryRead(measurement));
            Assert.AreEqual(fault, thermistor.Fault);
            Assert.IsTrue(float.IsNaN(measurement.TemperatureC));
        }

        private static Measurement Nothing()
        {
            var measurement = new Measurement();
            measurement.Clear();
            return measurement;
        }
    }
}
