using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina219;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors.Ina219
{
    /// <summary>The coarser current and voltage sensor, against registers as its datasheet describes them.</summary>
    [TestClass]
    public class Ina219SensorTests
    {
        [TestMethod]
        public void Registers_become_volts_and_amperes()
        {
            var registers = new FakeRegisters();
            ChipSensor sensor = Started(registers);

            // 32 V, +-320 mV, 128 averages of bus and shunt, both continuously.
            Assert.AreEqual(0x3FFFL, registers.Values[0x00]);

            // 3.7 V at 4 mV a step, above three bits of flags; -4 A through 10 mOhm are -40 mV at 10 uV a step.
            registers.Values[0x02] = (925 << 3) | 2;
            registers.Values[0x01] = 0x10000 - 4000;
            Readings.Reads(sensor, 3.7f, -4f);
            registers.Values[0x01] = 31999;
            Readings.Reads(sensor, 3.7f, 31.999f);
        }

        [TestMethod]
        public void A_chip_that_is_away_or_was_reset_or_is_beyond_its_range_gives_no_reading()
        {
            var registers = new FakeRegisters();
            ChipSensor sensor = Started(registers);
            registers.Values[0x02] = (925 << 3) | 2;
            registers.Values[0x01] = 0x10000 - 32000;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x01] = 0;
            registers.Values[0x02] = (925 << 3) | 3;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Answers = false;
            Readings.Fails(sensor, SensorFault.NoAnswer, "INA219 does not answer");
            registers.Answers = true;
            registers.Values[0x00] = 0x399F;
            Readings.Fails(sensor, SensorFault.WrongChip, "INA219 lost its configuration");
            Readings.Fails(sensor, SensorFault.Starting, "INA219 is taking its first reading");
            Assert.AreEqual(0x3FFFL, registers.Values[0x00]);
        }

        private static ChipSensor Started(FakeRegisters registers)
        {
            ChipSensor sensor = Readings.Connect(new Ina219Sensor(), registers, 0.01f);
            Readings.Fails(sensor, SensorFault.Starting, "INA219 is taking its first reading");
            return sensor;
        }
    }
}
