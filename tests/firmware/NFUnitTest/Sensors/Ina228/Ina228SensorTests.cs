using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Ina228;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors.Ina228
{
    /// <summary>The 20-bit current and voltage sensor, against registers as its datasheet describes them.</summary>
    [TestClass]
    public class Ina228SensorTests
    {
        private const int NewResult = 2;

        [TestMethod]
        public void Registers_of_24_bits_become_volts_and_amperes()
        {
            FakeRegisters registers = Chip();
            ChipSensor sensor = Started(registers);

            // Bus and shunt continuously, 280 us and 540 us, 1024 averages.
            Assert.AreEqual(0xB72FL, registers.Values[0x01]);

            // The example of the datasheet, section 8.2.2.5: 48 V are 245760 steps of 195.3125 uV; -97.2 mV are B4100h in steps of 312.5
            // nV, at 16.2 mOhm -6 A.
            registers.Values[0x05] = 245760L << 4;
            registers.Values[0x04] = 0xB4100L << 4;
            Readings.Reads(sensor, 48f, -6f);
            registers.Values[0x04] = 311040L << 4;
            Readings.Reads(sensor, 48f, 6f);
        }

        [TestMethod]
        public void A_chip_that_is_away_or_another_or_beyond_its_range_gives_no_reading()
        {
            FakeRegisters registers = Chip();
            ChipSensor sensor = Started(registers);
            registers.Values[0x04] = 0x7FFFFL << 4;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x04] = 0x80000L << 4;
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x04] = 0;
            registers.Values[0x0B] = NewResult | (1 << 9);
            Readings.Fails(sensor, SensorFault.OutOfRange, "current is beyond the shunt's range");
            registers.Values[0x0B] = NewResult;

            // Its other range would make four times the current of it.
            registers.Values[0x00] = 1 << 4;
            Readings.Fails(sensor, SensorFault.WrongChip, "INA228 lost its configuration");
            registers.Values[0x3F] = 0x2381;
            Readings.Fails(sensor, SensorFault.WrongChip, "the chip at this address is not an INA228");
        }

        [TestMethod]
        public void The_charge_is_a_signed_number_of_40_bits()
        {
            FakeRegisters registers = Chip();
            var sensor = (Ina228Sensor)Started(registers);
            double chargeC;

            // 4320 C or 1.2 Ah, in steps of 312.5 nV over 16.2 mOhm for a second.
            registers.Values[0x0A] = 223948800;
            Assert.IsTrue(sensor.TryReadCharge(out chargeC));
            Assert.IsTrue(chargeC > 4319.99 && chargeC < 4320.01, chargeC.ToString());
            registers.Values[0x0A] = (1L << 40) - 223948800;
            Assert.IsTrue(sensor.TryReadCharge(out chargeC));
            Assert.IsTrue(chargeC > -4320.01 && chargeC < -4319.99, chargeC.ToString());
        }

        private static ChipSensor Started(FakeRegisters registers)
        {
            ChipSensor sensor = Readings.Connect(new Ina228Sensor(), registers, 0.0162f);
            Readings.Fails(sensor, SensorFault.Starting, "INA228 is taking its first reading");
            registers.Values[0x0B] = NewResult;
            return sensor;
        }

        private static FakeRegisters Chip()
        {
            var registers = new FakeRegisters();
            registers.Values[0x3E] = 0x5449;
            registers.Values[0x3F] = 0x2281;
            return registers;
        }
    }
}
