using System;
using NanoBms.Device.Sensors;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The coarser current and voltage sensor, against registers as its datasheet describes them.</summary>
    [TestClass]
    public class Ina219Tests
    {
        [TestMethod]
        public void Registers_become_volts_and_amperes()
        {
            var registers = new FakeRegisters();
            var sensor = new Ina219(registers, 0.01f);
            float voltageV, currentA;
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual((int)SensorFault.Starting, (int)sensor.FaultKind);

            // 32 V, +-320 mV, 128 averages of bus and shunt, both continuously.
            Assert.AreEqual(0x3FFF, registers.Values[0x00]);

            // 3.7 V at 4 mV a step, above three bits of flags; -4 A through 10 mOhm are -40 mV at 10 uV a step.
            registers.Values[0x02] = (925 << 3) | 2;
            registers.Values[0x01] = 0x10000 - 4000;
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);
            Near(3.7f, voltageV);
            Near(-4f, currentA);
            registers.Values[0x01] = 31999;
            Assert.IsTrue(sensor.TryRead(out voltageV, out currentA), sensor.Fault);
            Near(31.999f, currentA);
        }

        [TestMethod]
        public void A_chip_that_is_away_or_was_reset_or_is_beyond_its_range_gives_no_reading()
        {
            var registers = new FakeRegisters();
            var sensor = new Ina219(registers, 0.01f);
            float voltageV, currentA;
            sensor.TryRead(out voltageV, out currentA);
            registers.Values[0x01] = 0x10000 - 32000;
            Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Answers = false;
            Fails(sensor, SensorFault.NoAnswer, "INA219 does not answer");
            registers.Answers = true;
            registers.Values[0x00] = 0x399F;
            Fails(sensor, SensorFault.WrongChip, "the chip at this address is not an INA219, or lost its configuration");
            Fails(sensor, SensorFault.Starting, "INA219 is taking its first reading");
            Assert.AreEqual(0x3FFF, registers.Values[0x00]);
        }

        [TestMethod]
        public void A_shunt_of_nothing_or_no_number_is_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina219(new FakeRegisters(), 0f));
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina219(new FakeRegisters(), float.NaN));
        }

        private static void Fails(Ina219 sensor, SensorFault kind, string fault)
        {
            float voltageV, currentA;
            Assert.IsFalse(sensor.TryRead(out voltageV, out currentA));
            Assert.AreEqual(fault, sensor.Fault);
            Assert.AreEqual((int)kind, (int)sensor.FaultKind);
        }

        private static void Near(float expected, float actual)
        {
            Assert.IsTrue(actual > expected - 1e-4f && actual < expected + 1e-4f, actual.ToString());
        }
    }
}
