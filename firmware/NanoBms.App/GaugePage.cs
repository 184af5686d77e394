using System;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.Device.Storage;

namespace NanoBms.App
{
    /// <summary>
    /// The set-up page of a gauge: on a board in a Wi-Fi of its own, instead of sending; on a computer beside all else, where the settings
    /// have a port for it.
    /// </summary>
    public sealed class GaugePage
    {
        private const int OwnPort = 80;

        // The loop that it runs in has other guests to look after: addresses and names of the own Wi-Fi.
        private const int WaitMs = 100;

        // What was answered is still on its way when the connection is closed.
        private const int AnswerMs = 1500;

        private readonly Gauge gauge;
        private readonly IPower power;
        private readonly ILog log;
        private readonly IAccessPoint accessPoint;
        private readonly SetUpMode mode;
        private readonly IClock clock;
        private PageServer server;
        private long savedMs = -1;

        private GaugePage(
            Gauge gauge, IPower power, GaugeHardware hardware, IAccessPoint accessPoint, SetUpMode mode, PageContext context)
        {
            Turn = context.Turn;
            clock = hardware.Clock;
            log = hardware.Log;
            this.gauge = gauge;
            this.power = power;
            this.accessPoint = accessPoint;
            this.mode = mode;
        }

        /// <summary>Taken while settings are taken; not at once with an inference.</summary>
        public readonly Turn Turn;

        /// <summary>Whether it is there instead of sending.</summary>
        public bool IsInsteadOfSending
        {
            get { return server != null && mode != null; }
        }

        /// <summary>Whether it is there beside sending, for a loop of its own.</summary>
        public bool IsBesideSending
        {
            get { return server != null && mode == null; }
        }

        /// <summary>Whether a restart was asked for; where it does not come, nothing more is to be done.</summary>
        public bool IsRestarting { get; private set; }

        /// <summary>The page of a gauge at power-up; it may restart the machine.</summary>
        /// <param name="gauge">The gauge.</param>
        /// <param name="context">Settings, model and machine.</param>
        /// <param name="hardware">The machine.</param>
        /// <param name="power">What restarts it.</param>
        /// <param name="listener">Where browsers come in.</param>
        /// <param name="accessPoint">The machine's own Wi-Fi; null: it has none.</param>
        /// <param name="isButtonHeld">Whether somebody holds the button.</param>
        public static GaugePage Make(
            Gauge gauge, PageContext context, GaugeHardware hardware, IPower power, IPageListener listener, IAccessPoint accessPoint,
            bool isButtonHeld)
        {
            DeviceSettings settings = context.Settings;
            context.Loop = gauge.Loop;
            context.Upload = gauge.Upload;
            context.Store = hardware.Store;
            context.Clock = hardware.Clock;
            context.HasWifi = accessPoint != null;
            bool isWhole = context.HasSettings && context.Fault.Length == 0;
            SetUpMode mode = accessPoint == null ? null : new SetUpMode(
                hardware.Store, accessPoint, hardware.Clock, hardware.Log, isWhole, settings.WifiSsid, settings.PagePassword,
                gauge.State.Reason);
            var page = new GaugePage(gauge, power, hardware, accessPoint, mode, context);
            if (mode != null && !mode.TryBegin(isButtonHeld))
            {
                page.Restart(RestartReason.SetUp);
                return page;
            }

            int port = mode == null ? settings.PagePort : OwnPort;
            if (mode == null ? port == 0 : !mode.IsActive)
            {
                return page;
            }

            if (listener.TryOpen(port))
            {
                page.server = new PageServer(
                    listener, context, context.Fault.Length > 0 ? context.Fault : mode == null ? "" : mode.Notice);
            }
            else
            {
                hardware.Log.Write("No page: port " + port.ToString() + " is taken, or not allowed (pagePort).");
            }

            return page;
        }

        /// <summary>Answers a request, if one comes soon.</summary>
        public void Step()
        {
            if (IsRestarting)
            {
                return;
            }

            if (accessPoint != null)
            {
                accessPoint.Step();
            }

            try
            {
                server.Step(WaitMs);
            }
            catch (Exception exception)
            {
                // A visitor's doing, or memory: not a reason to restart a gauge.
                log.Write("The page failed: " + exception.GetType().Name + " " + exception.Message);
            }

            if (server.IsSaved)
            {
                savedMs = savedMs < 0 ? clock.UptimeMs : savedMs;
                if (Uptime.HasPassed(AnswerMs, savedMs, clock.UptimeMs))
                {
                    log.Write("New settings: the gauge starts again.");
                    Restart(RestartReason.None);
                }
            }
            else if (mode != null && mode.IsForsaken(server.AskedMs))
            {
                log.Write("Nobody came to the set-up page: the gauge goes back to sending.");
                Restart(RestartReason.SetUp);
            }
        }

        /// <summary>Looks at what came of sending: where the settings do not lead to the channel, the page opens with a restart.</summary>
        public void Watch()
        {
            if (mode != null && !IsRestarting && mode.Watch(gauge.Upload))
            {
                IsRestarting = true;
                Keep(RestartReason.SetUp);
            }
        }

        private void Restart(RestartReason reason)
        {
            if (mode != null && server != null)
            {
                mode.Close();
            }

            IsRestarting = true;
            Keep(reason);
        }

        private void Keep(RestartReason reason)
        {
            gauge.KeepAll();
            if (reason != RestartReason.None)
            {
                gauge.State.SaveForRestart(reason);
            }

            power.Restart();
        }
    }
}
