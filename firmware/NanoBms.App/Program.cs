using System.Threading;
using NanoBms.Core;
using NanoBms.Device;
using NanoBms.Model;
using NanoBms.Platform;

namespace NanoBms.App
{
    /// <summary>The device's program.</summary>
    public static class Program
    {
        /// <summary>Runs the gauge; never ends on a device.</summary>
        public static void Main()
        {
            var log = new ConsoleLog();
            QuantizedModel model = new GeneratedModel();
            log.Write(Banner.Program(Board.Description));
            log.Write(Banner.Model(model.Info));

            DeviceSettings settings = LoadSettings(log);
            log.Write(Banner.Settings(settings));

            var clock = new SystemClock();
            var chip = new I2cRegisters(settings.SensorAddress, settings.I2cDataPin, settings.I2cClockPin);
            var hardware = new GaugeHardware
            {
                CurrentSensor = chip,
                Bus = chip,
                Thermistor = new AdcInput(settings.ThermistorChannel),
                Supply = settings.SupplyChannel < 0 ? null : new AdcInput(settings.SupplyChannel),
                Http = new HttpSender(),
                Network = new WifiNetwork(clock, settings),
                Store = Board.OpenStore(),
                Clock = clock,
                Log = log,
            };
            var gauge = new Gauge(settings, model, hardware);
            new GaugeThreads(gauge, clock, log).Start();
            Thread.Sleep(Timeout.Infinite);
        }

        private static DeviceSettings LoadSettings(ILog log)
        {
            while (true)
            {
                var settings = new DeviceSettings();
                SettingsErrors errors;
                if (!SettingsFile.TryLoad(Board.OpenStore(), settings, out errors))
                {
                    log.Write("No settings file " + Board.SettingsPlace + ": all settings have their defaults, and nothing is sent.");
                    return settings;
                }

                if (errors.Count == 0)
                {
                    return settings;
                }

                for (int k = 0; k < errors.Count; k++)
                {
                    log.Write(Board.SettingsPlace + ": " + errors.Sentence(k));
                }

                log.Write("The gauge does not start before its settings are right.");
                Board.StopOnBadSettings();
            }
        }
    }
}
