using System.Threading;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.Model;
using NanoBms.Platform;

namespace NanoBms.App
{
    /// <summary>The device's program.</summary>
    public static class Program
    {
        // A storage that does not answer may do so later, on any machine.
        private const int UnreadPauseMs = 60000;

        /// <summary>Runs the gauge; never ends on a device.</summary>
        public static void Main()
        {
            // By a method of its own: what only the start needs, the settings above all, is in memory for no longer.
            Start().Run();

            // The restart was asked for; what comes after it is not this program's.
            Thread.Sleep(Timeout.Infinite);
        }

        private static GaugeThreads Start()
        {
            var log = new ConsoleLog();
            QuantizedModel model = new GeneratedModel();
            if (!Board.HasWoken)
            {
                log.Write(Banner.Program(Board.Description));
                log.Write(Banner.Model(model.Info));
            }

            IAccessPoint accessPoint = Board.OpenAccessPoint();
            var context = new PageContext
            {
                Info = model.Info,
                Store = Board.OpenStore(),
                HasWifi = accessPoint != null,
                CanSleep = Board.CanSleep,
                AdcChannels = Board.AdcChannels,
            };
            DeviceSettings settings;
            string furtherRoots;
            bool isUnread;
            while (!StartSettings.TryLoad(context, Board.SettingsPlace, log, out settings, out furtherRoots, out isUnread))
            {
                if (isUnread)
                {
                    Thread.Sleep(UnreadPauseMs);
                }
                else
                {
                    Board.StopOnBadSettings();
                }
            }

            if (!Board.HasWoken)
            {
                log.Write(Banner.Battery(settings, model.Info));
                log.Write(Banner.Settings(settings));
            }

            var clock = new SystemClock();
            var power = new Power();
            if (settings.SelfTest && !Board.HasWoken)
            {
                string line;
                SelfTest.TryRun(model, SelfTestVector.Input(), SelfTestVector.Output(), clock, power, out line);
                log.Write(line);
            }

            GaugeHardware hardware = Wiring.Make(settings, furtherRoots, clock, log);
            var gauge = new Gauge(settings, model, hardware, Board.OpenSink(log), context.Fault.Length > 0);
            if (!gauge.HasWoken)
            {
                log.Write(Banner.State(gauge.State));
            }

            Board.AtStop(gauge.KeepAll);
            Board.Tell(settings, gauge.Loop, gauge.Queue, gauge.State.Reason, log);
            GaugePage page = gauge.HasWoken ? null : GaugePage.Make(
                gauge, context, hardware, power, new PageListener(), accessPoint, IsButtonHeld(settings));
            GaugeSleep sleep = hardware.Sleep == null || (page != null && page.IsInsteadOfSending)
                ? null
                : new GaugeSleep(gauge, hardware.Sleep, clock, settings.Sleep);
            return new GaugeThreads(gauge, clock, new Supervisor(clock, log, power, gauge.State), sleep, page);
        }

        private static bool IsButtonHeld(DeviceSettings settings)
        {
            int pin = settings.SetUpPin;
            return pin >= 0 && pin != settings.I2cDataPin && pin != settings.I2cClockPin && Board.IsButtonHeld(pin);
        }
    }
}
