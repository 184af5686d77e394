using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Platform;

namespace NanoBms.App
{
    /// <summary>The parts of the machine that the program runs on, as the settings say that they are wired.</summary>
    public static class Wiring
    {
        /// <summary>Makes the parts; what cannot be opened says so when it is used.</summary>
        /// <param name="settings">Settings without an error.</param>
        /// <param name="furtherRoots">Root certificates that the settings name, as PEM; empty: none.</param>
        /// <param name="clock">The clock.</param>
        /// <param name="log">The console.</param>
        public static GaugeHardware Make(DeviceSettings settings, string furtherRoots, SystemClock clock, ILog log)
        {
            var chip = new I2cRegisters(settings.SensorAddress, settings.I2cDataPin, settings.I2cClockPin);
            var network = new WifiNetwork(
                clock, settings.TimeServer, settings.WifiSsid, settings.WifiPassword, settings.Sleep != SleepMode.None);
            return new GaugeHardware
            {
                Chip = chip,
                Bus = chip,
                Adc = new Adc(),
                Http = new HttpSender(furtherRoots),
                Network = network,
                Store = Board.OpenStore(),
                LowSocOutput = Output(settings.AlarmLowSocPin, settings.AlarmLowSocPercent),
                OverTemperatureOutput = Output(settings.AlarmOverTemperaturePin, settings.AlarmOverTemperatureC),
                OverCurrentOutput = Output(settings.AlarmOverCurrentPin, settings.AlarmOverCurrentA),
                Sleep = settings.Sleep == SleepMode.None ? null : Board.OpenSleep(clock, network),
                Clock = clock,
                Log = log,
            };
        }

        // Without a limit there is no alarm, and its pin may be anything.
        private static IDigitalOutput Output(int pin, float limit)
        {
            return pin < 0 || limit <= 0f ? null : new DigitalOutput(pin);
        }
    }
}
