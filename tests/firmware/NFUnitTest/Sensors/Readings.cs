using NanoBms.Device.Sensors;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests.Sensors
{
    /// <summary>What the tests of all chips do with a driver.</summary>
    internal static class Readings
    {
        /// <summary>A driver at registers.</summary>
        public static ChipSensor Connect(ChipSensor sensor, FakeRegisters registers, float shuntOhm)
        {
            sensor.Connect(registers, shuntOhm);
            return sensor;
        }

        /// <summary>It reads these volts and amperes to a tenth of a millivolt and milliampere.</summary>
        public static void Reads(Sensor sensor, float voltageV, float currentA)
        {
            var measurement = new Measurement();
            Assert.IsTrue(sensor.TryRead(measurement), sensor.Fault);
            Near(voltageV, measurement.VoltageV);
            Near(currentA, measurement.CurrentA);
        }

        /// <summary>It gives no reading, and says why.</summary>
        public static void Fails(Sensor sensor, SensorFault kind, string fault)
        {
            Assert.IsFalse(sensor.TryRead(new Measurement()));
            Assert.AreEqual(fault, sensor.Fault);
            Assert.AreEqual((int)kind, (int)sensor.FaultKind);
        }

        /// <summary>Two numbers are within a tenth of a thousandth.</summary>
        public static void Near(float expected, float actual)
        {
            Assert.IsTrue(actual > expected - 1e-4f && actual < expected + 1e-4f, actual.ToString());
        }
    }
}
