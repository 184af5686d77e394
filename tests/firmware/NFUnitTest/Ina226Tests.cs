using System;
using NanoBms.Device.Sensors;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The current and voltage sensor, against registers as its datasheet describes them.</summary>
    [TestClass]
    public class Ina226Tests
    {
        [TestMethod]
        public void Registers_become_volts_and_amperes()
        {
            FakeRegisters registers = Chip();
            var sensor = new Ina226(registers, 0.002f);
            float voltageV, currentA;
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));

            // 3.0 V at 1.25 mV a step; -4 A through 2 mOhm are -8 mV at 2.5 uV a step.
            registers.Values[0x02] = 2400;
            registers.Values[0x04] = 0x10000 - 3200;
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);
            Near(3f, voltageV);
            Near(-4f, currentA);
        }

        [TestMethod]
        public void The_chip_is_set_up_before_its_first_reading()
        {
            FakeRegisters registers = Chip();
            float voltageV, currentA;
            new Ina226(registers, 0.002f).TryRead(out voltageV, out currentA);

            // 1024 averages, 332 us of bus voltage, 588 us of shunt voltage, both continuously.
            Assert.AreEqual(0x4E9F, registers.Values[0x00]);
            Assert.AreEqual(2048, registers.Values[0x05]);
        }

        [TestMethod]
        public void A_chip_that_is_away_or_another_or_beyond_its_range_gives_no_reading()
        {
            FakeRegisters registers = Chip();
            var sensor = new Ina226(registers, 0.002f);
            float voltageV, currentA;
            sensor.TryRead(out voltageV, out currentA);
            registers.Values[0x04] = 0x7FFF;
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual("current is beyond the shunt's range", sensor.Fault);
            registers.Answers = false;
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual("INA226 does not answer", sensor.Fault);
            FakeRegisters other = Chip();
            other.Values[0xFE] = 0x1234;
            sensor = new Ina226(other, 0.002f);
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual("the chip at this address is not an INA226", sensor.Fault);
        }

        [TestMethod]
        public void A_chip_that_measures_no_more_is_not_believed()
        {
            FakeRegisters registers = Chip();
            var sensor = new Ina226(registers, 0.002f);
            float voltageV, currentA;
            sensor.TryRead(out voltageV, out currentA);
            registers.Values[0x06] = 8;
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);

            // Two readings may be early.
            registers.Values[0x06] = 0;
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual("INA226 measures no more", sensor.Fault);
            Assert.AreEqual((int)SensorFault.Stopped, (int)sensor.FaultKind);
        }

        [TestMethod]
        public void A_shunt_of_nothing_or_no_number_is_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina226(Chip(), float.NaN));
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina226(Chip(), 0f));
        }

        private static FakeRegisters Chip()
        {
            var registers = new FakeRegisters();
            registers.Values[0xFE] = 0x5449;
            registers.Values[0xFF] = 0x2260;
            return registers;
        }

        private static void Near(float expected, float actual)
        {
            Assert.IsTrue(actual > expected - 1e-4f && actual < expected + 1e-4f, actual.ToString());
        }
    }
}
