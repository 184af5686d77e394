using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Sensors;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Settings;

namespace NanoBms.Device.Running
{
    /// <summary>The sensors of a board as the settings say that they are wired, in the order in which they are asked.</summary>
    public static class GaugeSensors
    {
        /// <summary>Connects them.</summary>
        /// <param name="settings">Settings without an error.</param>
        /// <param name="hardware">The machine.</param>
        /// <param name="info">The model, whose cell and sample period they are to serve.</param>
        public static BatterySensor Make(DeviceSettings settings, GaugeHardware hardware, ModelInfo info)
        {
            ChipSensor chip = SensorCatalog.Find(settings.CurrentSensor);
            chip.Connect(hardware.Chip, settings.ShuntOhm);
            float cellAh = settings.CellCapacityAh > 0f ? settings.CellCapacityAh : info.RatedCapacityAh;
            float ratedAh = cellAh * settings.CellsInParallel;
            return new BatterySensor(
                new Sensor[] { chip, Thermistor(settings, hardware.Adc, settings.ThermistorChannel) },
                hardware.Bus,
                new SensorWatch(chip.RangeA, settings.CellsInSeries, ratedAh, info.SamplePeriodMs),
                settings.ReverseCurrent,
                LinearCalibration.Parse(settings.VoltageCalibration),
                LinearCalibration.Parse(settings.CurrentCalibration),
                LinearCalibration.Parse(settings.TemperatureCalibration));
        }

        private static Thermistor Thermistor(DeviceSettings settings, IAnalogInputs adc, int channel)
        {
            var thermistor = new Thermistor(
                adc.Open(channel), settings.SupplyChannel < 0 ? null : adc.Open(settings.SupplyChannel),
                settings.AdcFullScalePerSupply, settings.ThermistorResistorOhm);
            if (settings.ThermistorSteinhartA == 0f)
            {
                thermistor.SetBeta(settings.ThermistorNominalOhm, settings.ThermistorBeta);
            }
            else
            {
                thermistor.SetSteinhart(settings.ThermistorSteinhartA, settings.ThermistorSteinhartB, settings.ThermistorSteinhartC);
            }

            return thermistor;
        }
    }
}
