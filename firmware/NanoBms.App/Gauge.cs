using System;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Device.Cloud;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.App
{
    /// <summary>
    /// A whole fuel gauge over the seam to a platform: the composition that a board, a Raspberry Pi and the simulator share. Whoever runs
    /// it gives each of the three steps its own thread, or calls them one after the other in simulated time.
    /// </summary>
    public sealed class Gauge
    {
        /// <summary>Entries that wait in memory at most: an hour at one each 15 s, in 20 bytes each.</summary>
        public const int QueueCapacity = 240;

        /// <summary>
        /// Entries that wait in memory beside a flash, unless keepInMemory wants more: half an hour in which the flash may take none.
        /// </summary>
        public const int QueueCapacityBesideFlash = 120;

        private const int StatePeriodMs = 60000;
        private const int StateRetryMs = 5000;

        // A figure of the state of charge that moved by 1 % is kept before its minute is over.
        private const int MoveCentiPercent = 100;

        private readonly IClock clock;
        private readonly SleepMemory sleepMemory;
        private readonly ILog log;
        private readonly bool isProvisional;
        private long stateKeptMs;
        private int keptSoc;
        private bool isStateRefused;

        /// <summary>A gauge at power-up.</summary>
        /// <param name="settings">Settings without an error.</param>
        /// <param name="model">The network; the gauge owns it from now on.</param>
        /// <param name="hardware">The machine.</param>
        /// <param name="sink">Where entries go; null: to the ThingSpeak channel of the settings.</param>
        /// <param name="isProvisional">
        /// Whether these are not the user's settings, for those cannot be read: then all that is known of his battery stays as it is.
        /// </param>
        public Gauge(
            DeviceSettings settings, QuantizedModel model, GaugeHardware hardware, IRecordSink sink = null, bool isProvisional = false)
        {
            this.isProvisional = isProvisional;
            sink ??= new ThingSpeakSink(
                hardware.Http, settings.CloudUrl, settings.CloudWriteKey, settings.CloudReadKey, settings.CloudChannelId,
                settings.CloudPeriodMs);
            clock = hardware.Clock;
            log = hardware.Log;
            bool sleepsDeeply = settings.Sleep == SleepMode.Deep && hardware.Sleep != null && hardware.Store != null;
            sleepMemory = sleepsDeeply ? new SleepMemory(hardware.Store) : null;
            long uptimeMs = 0;
            HasWoken = sleepsDeeply && hardware.Sleep.IsWake && sleepMemory.TryLoad(clock, out uptimeMs);
            if (HasWoken)
            {
                hardware.Sleep.ResumeUptime(uptimeMs);
            }

            State = new DeviceState(hardware.Store);

            // After a power cut it is not known how many entries there were since the last note.
            State.Begin(HasWoken, DeviceState.MaxAgeMs / settings.EstimatePeriodMs + 1);
            if (State.Loss.Length > 0)
            {
                log.Write(State.Loss);
            }

            int keepInMemory = sleepsDeeply ? 0 : settings.KeepInMemory;
            Queue = hardware.Store == null || sink.MaxEntries == 0
                ? new RecordQueue(QueueCapacity)
                : new RecordQueue(
                    Math.Max(QueueCapacityBesideFlash, keepInMemory + 1), new FlashLog(hardware.Store, State.Boots & 0xFFFF, log),
                    keepInMemory);
            var battery = new Battery(model.Info, settings.CellsInSeries, settings.CellsInParallel, settings.CellCapacityAh);
            Loop = new GaugeLoop(
                settings, GaugeSensors.Make(settings, hardware, model.Info), new StateEstimator(model, battery, settings.FullVoltageV),
                clock,
                hardware.Log, Queue, Alarms(settings, hardware));
            Upload = new UploadLoop(sink, Queue, hardware.Network, clock, hardware.Log);
            stateKeptMs = clock.UptimeMs;
            StateBuffer kept = HasWoken ? sleepMemory.Open(StateBytes()) : null;
            if (isProvisional)
            {
                Queue.StartAfter(State.NewestUnixS, State.NewestBoot);
            }
            else if (kept == null)
            {
                Loop.Resume(State, battery.Key);
                Loop.TakeWord(State, settings.BatteryNow);
                Queue.StartAfter(State.NewestUnixS, State.NewestBoot);
                Queue.StartNumbers(State.NewestNumber, State.LeftOutNumbers);
            }
            else
            {
                Serialize(kept);
            }

            NoteKept();
        }

        /// <summary>Whether this run goes on after a deep sleep as if it had never stopped.</summary>
        public bool HasWoken { get; }

        /// <summary>What is known from before, and kept for later.</summary>
        public DeviceState State { get; }

        /// <summary>Sensing and estimating.</summary>
        public GaugeLoop Loop { get; }

        /// <summary>Sending.</summary>
        public UploadLoop Upload { get; }

        /// <summary>Where the two meet.</summary>
        public RecordQueue Queue { get; }

        /// <summary>
        /// Moves entries to flash that wait, and keeps the state of charge there once a minute, and as soon as it has moved by 1 %. On a
        /// device a thread of its own does it; where none does, <see cref="UploadLoop.SendStep"/> moves the entries.
        /// </summary>
        public void StoreStep()
        {
            long nowMs = clock.UptimeMs;
            Queue.StoreStep(nowMs);
            if (IsStateDue(nowMs))
            {
                stateKeptMs = nowMs;
                TakeState();
                NoteKept();
                bool wasRefused = isStateRefused;
                KeepState(false);
                if (isStateRefused && !wasRefused)
                {
                    // What failed once mostly works soon after; the power may go before the minute is over. What goes on failing waits.
                    stateKeptMs = nowMs - StatePeriodMs + StateRetryMs;
                }
            }
        }

        /// <summary>Whether inference, sending or storing has something to do now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool HasWork(long nowMs)
        {
            return Loop.InferencePending || Queue.NeedsStoring(nowMs) || Upload.IsDue(nowMs) || IsStateDue(nowMs);
        }

        /// <summary>
        /// Keeps on flash all that a deep sleep would cost; false where something cannot be kept, so that there must be no such sleep now.
        /// Not while <see cref="HasWork"/>.
        /// </summary>
        public bool TryKeepForSleep()
        {
            if (sleepMemory == null || Queue.HasUnstored)
            {
                return false;
            }

            Serialize(sleepMemory.Begin(clock, StateBytes()));
            return sleepMemory.TrySave();
        }

        /// <summary>Keeps all that the end of the program would lose: entries in memory and the state.</summary>
        public void KeepAll()
        {
            int left = Queue.StoreAll();
            if (left > 0)
            {
                log.Write(left.ToString() + " entries in memory are lost with the end of the program.");
            }

            TakeState();
            KeepState(true);
        }

        /// <summary>Brings the state up to date, for whoever keeps it before a restart.</summary>
        public void TakeState()
        {
            if (isProvisional)
            {
                return;
            }

            Loop.Keep(State);
            State.NewestUnixS = Queue.NewestUnixS;
            State.NewestBoot = Queue.NewestBoot;
            State.NewestNumber = Queue.NewestNumber;
            State.LeftOutNumbers = Queue.LeftOutNumbers;
        }

        private void KeepState(bool isEnd)
        {
            bool isRefused = !(isEnd ? State.SaveAtEnd() : State.Save()) && State.IsKept;
            if (isRefused && !isStateRefused)
            {
                log.Write("The state is not kept: the storage does not take it.");
            }

            isStateRefused = isRefused;
            Queue.Noted();
        }

        private static AlarmPanel Alarms(DeviceSettings settings, GaugeHardware hardware)
        {
            return new AlarmPanel(
                hardware.Log,
                Alarm.Make(settings.AlarmLowSocPercent, settings.AlarmLowSocHysteresisPercent, false, hardware.LowSocOutput),
                Alarm.Make(settings.AlarmOverTemperatureC, settings.AlarmOverTemperatureHysteresisC, true, hardware.OverTemperatureOutput),
                Alarm.Make(settings.AlarmOverCurrentA, settings.AlarmOverCurrentHysteresisA, true, hardware.OverCurrentOutput));
        }

        private bool IsStateDue(long nowMs)
        {
            return Queue.MustNote || Uptime.HasPassed(StatePeriodMs, stateKeptMs, nowMs) || IsFar(Loop.Estimator.SocCentiPercent, keptSoc);
        }

        private void NoteKept()
        {
            keptSoc = State.SocCentiPercent;
        }

        private static bool IsFar(int centiPercent, int kept)
        {
            int moved = centiPercent - kept;
            return moved >= MoveCentiPercent || moved <= -MoveCentiPercent || (kept < 0) != (centiPercent < 0);
        }

        private int StateBytes()
        {
            var count = new StateBuffer(null, false);
            Serialize(count);
            return count.Length;
        }

        private void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref stateKeptMs);
            Loop.Serialize(buffer);
            Queue.Serialize(buffer);
            Upload.Serialize(buffer);
        }
    }
}
