using System;
using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina226;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors.Ina226
{
    /// <summary>The current and voltage sensor, against registers as its datasheet describes them.</summary>
    [TestClass]
    public class Ina226SensorTests
    {
        private const int NewResult = 8;

        [TestMethod]
        public void Registers_become_volts_and_amperes()
        {
            FakeRegisters registers = Chip();
            ChipSensor sensor = Started(registers);

            // 3.0 V at 1.25 mV a step; -4 A through 2 mOhm are -8 mV at 2.5 uV a step.
            registers.Values[0x02] = 2400;
            registers.Values[0x01] = 0x10000 - 3200;
            Readings.Reads(sensor, 3f, -4f);
        }

        [TestMethod]
        public void The_chip_is_set_up_before_its_first_reading()
        {
            FakeRegisters registers = Chip();
            Started(registers);

            // 1024 averages, 332 us of bus voltage, 588 us of shunt voltage, both continuously.
            Assert.AreEqual(0x4E9FL, registers.Values[0x00]);
        }

        [TestMethod]
        public void A_chip_that_is_away_or_another_or_beyond_its_range_gives_no_reading()
        {
            FakeRegisters registers = Chip();
            ChipSensor sensor = Started(registers);
            registers.Values[0x01] = 0x7FFF;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x01] = 0x8000;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x01] = 0;
            registers.Values[0x06] = NewResult | 4;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Answers = false;
            Readings.Fails(sensor, SensorFault.NoAnswer, "INA226 does not answer");
            FakeRegisters other = Chip();
            other.Values[0xFE] = 0x1234;
            sensor = Readings.Connect(new Ina226Sensor(), other, 0.002f);
            Readings.Fails(sensor, SensorFault.WrongChip, "the chip at this address is not an INA226");
        }

        [TestMethod]
        public void A_chip_that_measures_no_more_is_not_believed()
        {
            FakeRegisters registers = Chip();
            ChipSensor sensor = Started(registers);
            Readings.Reads(sensor, 0f, 0f);

            // Two readings may be early.
            registers.Values[0x06] = 0;
            Readings.Reads(sensor, 0f, 0f);
            Readings.Reads(sensor, 0f, 0f);
            Readings.Fails(sensor, SensorFault.Stopped, "INA226 measures no more");
        }

        [TestMethod]
        public void A_shunt_of_nothing_or_no_number_is_refused()
        {
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina226Sensor().Connect(Chip(), float.NaN));
            Assert.ThrowsException(typeof(ArgumentException), () => new Ina226Sensor().Connect(Chip(), 0f));
        }

        private static ChipSensor Started(FakeRegisters registers)
        {
            ChipSensor sensor = Readings.Connect(new Ina226Sensor(), registers, 0.002f);
            Readings.Fails(sensor, SensorFault.Starting, "INA226 is taking its first reading");
            registers.Values[0x06] = NewResult;
            return sensor;
        }

        private static FakeRegisters Chip()
        {
            var registers = new FakeRegisters();
            registers.Values[0xFE] = 0x5449;
            registers.Values[0xFF] = 0x2260;
            return registers;
        }
    }
}
