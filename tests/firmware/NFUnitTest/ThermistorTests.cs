using NanoBms.Device;
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

            // A step of the converter is 0.03 degC here.
            Assert.IsTrue(temperatureC > expectedC - 0.05f && temperatureC < expectedC + 0.05f, temperatureC.ToString());
        }
    }
}
