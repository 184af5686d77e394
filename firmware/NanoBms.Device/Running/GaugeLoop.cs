using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Running
{
    /// <summary>
    /// Sensing and estimating: one step a sample period, and never a wait. The network itself may take seconds on a small board, so it runs as
    /// a step of its own, which the device gives to another thread.
    /// </summary>
    public sealed class GaugeLoop
    {
        // A restart of its own takes a device a few seconds, and the state is a minute old at most.
        private const float RestartS = 60f;

        private readonly BatterySensor sensor;
        private readonly SocEstimator estimator;
        private readonly CoulombCounter counter;
        private readonly FusedEstimator fused;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly RecordQueue queue;
        private readonly AlarmPanel alarms;
        private readonly int periodMs;
        private readonly int ticksPerEstimate;
        private float lastVoltageV, lastCurrentA;
        private int knownSocCentiPercent = -1;
        private long startMs;
        private long tick = -1;
        private long lastEstimateTick = -1;
        private int status = StatusBits.PowerUp;
        private readonly object gate = new object();
        private string pendingLine;
        private Record pending;
        private bool inferencePending;

        /// <summary>A loop.</summary>
        /// <param name="settings">Time between estimates.</param>
        /// <param name="sensor">The sensors.</param>
        /// <param name="estimator">The estimator; its model sets the sample period.</param>
        /// <param name="clock">Time.</param>
        /// <param name="log">Where a line a sample goes.</param>
        /// <param name="queue">Where each estimate goes.</param>
        /// <param name="alarms">What readings and estimates may set off.</param>
        public GaugeLoop(
            DeviceSettings settings, BatterySensor sensor, SocEstimator estimator, IClock clock, ILog log, RecordQueue queue, AlarmPanel alarms)
        {
            this.alarms = alarms;
            this.sensor = sensor;
            this.estimator = estimator;
            this.clock = clock;
            this.log = log;
            this.queue = queue;
            periodMs = estimator.Info.SamplePeriodMs;
            counter = new CoulombCounter(estimator.Info.RatedCapacityAh, settings.FullVoltageV);
            if (RealNumber.IsPositive(estimator.Info.RatedCapacityAh))
            {
                fused = new FusedEstimator(estimator.Info.RatedCapacityAh, settings.FullVoltageV);
            }

            int ticks = settings.EstimatePeriodMs / periodMs;
            ticksPerEstimate = ticks < 1 ? 1 : ticks;
        }

        /// <summary>Time between samples, milliseconds.</summary>
        public int PeriodMs
        {
            get { return periodMs; }
        }

        /// <summary>The last estimate, hundredths of a percent; -1 before the first and after a gap.</summary>
        public int SocCentiPercent { get; private set; } = -1;

        /// <summary>The newest estimate there is, also one of before a gap or a restart; hundredths of a percent, -1 before the very first.</summary>
        public int KnownSocCentiPercent
        {
            get { return SocCentiPercent >= 0 ? SocCentiPercent : knownSocCentiPercent; }
        }

        /// <summary>Counted state of charge, hundredths of a percent; -1 without an anchor.</summary>
        public int CountedCentiPercent
        {
            get { return counter.IsAnchored ? SocEstimator.ToCentiPercent(counter.SocPercent) : -1; }
        }

        /// <summary>The figure made of both, hundredths of a percent; -1 before the first estimate or without the cell's rated capacity.</summary>
        public int FusedCentiPercent
        {
            get
            {
                lock (counter)
                {
                    return fused != null && fused.IsAnchored ? SocEstimator.ToCentiPercent(fused.SocPercent) : -1;
                }
            }
        }

        /// <summary>Whether <see cref="InferStep"/> has work.</summary>
        public bool InferencePending
        {
            get
            {
                lock (gate)
                {
                    return inferencePending;
                }
            }
        }

        /// <summary>Goes on from what was known before a restart, until and beside the first estimate.</summary>
        /// <param name="state">The state as it was loaded.</param>
        public void Resume(DeviceState state)
        {
            lock (counter)
            {
                if (state.CountedCentiPercent >= 0)
                {
                    counter.Correct(state.CountedCentiPercent / 100f, 0f);
                }

                // How long the device was off is known only where it restarted itself.
                if (fused != null)
                {
                    fused.TryImport(state.Fusion, state.Reason != RestartReason.None ? RestartS : -1f);
                }
            }

            knownSocCentiPercent = state.SocCentiPercent;
            status |= state.Reason != RestartReason.None ? StatusBits.SupervisedRestart : 0;
        }

        /// <summary>Writes what is to be kept over a restart.</summary>
        public void Keep(DeviceState state)
        {
            lock (counter)
            {
                state.SocCentiPercent = KnownSocCentiPercent;
                state.CountedCentiPercent = CountedCentiPercent;
                if (fused != null)
                {
                    fused.TryExport(state.Fusion);
                }
            }
        }

        /// <summary>The sample time that is nearest: samples are due at these, whatever happened between.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public long NearestDueMs(long nowMs)
        {
            return tick < 0 ? nowMs : startMs + (nowMs - startMs + periodMs / 2) / periodMs * periodMs;
        }

        /// <summary>
        /// Serialises all that the next sample depends on, to go on as if nothing had been between. Not while <see cref="InferencePending"/>.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            lock (counter)
            {
                int soc = SocCentiPercent;
                buffer.Serialize(ref soc);
                SocCentiPercent = soc;
                buffer.Serialize(ref knownSocCentiPercent);
                buffer.Serialize(ref lastVoltageV);
                buffer.Serialize(ref lastCurrentA);
                buffer.Serialize(ref startMs);
                buffer.Serialize(ref tick);
                buffer.Serialize(ref lastEstimateTick);
                buffer.Serialize(ref status);
                estimator.Serialize(buffer);
                counter.Serialize(buffer);
                if (fused != null)
                {
                    fused.Serialize(buffer);
                }

                alarms.Serialize(buffer);
            }
        }

        /// <summary>Takes the sample that is due now.</summary>
        public void SampleStep()
        {
            long nowMs = clock.UptimeMs;
            AcceptMissed(nowMs);
            Reading reading;
            bool hasReading = sensor.TryRead(out reading);
            string fault = sensor.Fault;
            if (hasReading)
            {
                estimator.Accept(reading.VoltageV, reading.CurrentA, reading.TemperatureC);
            }
            else
            {
                estimator.AcceptMissing();
            }

            bool isGood = estimator.LastStatus == SampleStatus.Good;
            if (isGood)
            {
                lastVoltageV = reading.VoltageV;
                lastCurrentA = reading.CurrentA;
                alarms.Update(reading);
            }

            // A chip that was set up just now has no reading yet, and no fault.
            bool isStarting = sensor.FaultKind == SensorFault.Starting;
            if (fault.Length > 0 ? !isStarting : !isGood)
            {
                status |= StatusBits.SensorFault;
            }

            Count();

            if (estimator.LastStatus == SampleStatus.Held)
            {
                status |= StatusBits.Held;
            }
            else if (estimator.LastStatus == SampleStatus.Gap)
            {
                status |= isStarting ? 0 : StatusBits.Restarted;
                SocCentiPercent = -1;
                lastEstimateTick = -1;
            }

            string line = Time(nowMs) + (hasReading ? Text(reading) + ChipSoc() + (fault.Length > 0 ? ", " : "") : "Sensor: no reading, ") + fault
                + (hasReading && !isGood ? " (not plausible)" : "");
            bool due = lastEstimateTick < 0 || tick - lastEstimateTick >= ticksPerEstimate;
            if (isGood && due && !InferencePending && estimator.TryCapture())
            {
                lastEstimateTick = tick;
                pending.UptimeMs = nowMs;
                pending.UnixS = UnixTime.Now(clock);
                pending.Reading = reading;
                pending.Status = status;
                pendingLine = line;
                status = 0;
                lock (gate)
                {
                    inferencePending = true;
                }

                return;
            }

            log.Write(line + " | " + Progress());
            if (isGood && ticksPerEstimate == 1 && !estimator.IsReady)
            {
                QueueReading(nowMs, reading);
            }
        }

        /// <summary>Runs the network on the sample that waits for it, if there is one; logs the sample and queues the entry.</summary>
        public void InferStep()
        {
            if (!InferencePending)
            {
                return;
            }

            long startedMs = clock.UptimeMs;
            float socPercent = estimator.InferCaptured();
            pending.InferenceMs = (int)(clock.UptimeMs - startedMs);
            lock (counter)
            {
                counter.Correct(socPercent, ticksPerEstimate * periodMs / 1000f);
                if (fused != null)
                {
                    fused.Correct(socPercent, ticksPerEstimate * periodMs / 1000f);
                    pending.Status |= fused.Disagrees ? StatusBits.Disagreement : 0;
                }

                pending.CountedCentiPercent = CountedCentiPercent;
            }

            pending.SocCentiPercent = SocEstimator.ToCentiPercent(socPercent);
            SocCentiPercent = pending.SocCentiPercent;
            knownSocCentiPercent = SocCentiPercent;
            alarms.Update(socPercent);
            pending.Status |= alarms.Status;
            log.Write(pendingLine + " | " + Progress());
            if (queue.Count > 0)
            {
                pending.Status |= StatusBits.Buffered;
            }

            queue.Add(pending);
            lock (gate)
            {
                inferencePending = false;
            }
        }

        /// <summary>
        /// Where each sample becomes an entry, those that only fill the window do too, without an estimate: whoever reads the channel then has all
        /// that the network saw.
        /// </summary>
        private void QueueReading(long nowMs, Reading reading)
        {
            var entry = new Record();
            entry.UptimeMs = nowMs;
            entry.UnixS = UnixTime.Now(clock);
            entry.Reading = reading;
            entry.SocCentiPercent = -1;
            lock (counter)
            {
                entry.CountedCentiPercent = CountedCentiPercent;
            }

            entry.Status = status | alarms.Status | (queue.Count > 0 ? StatusBits.Buffered : 0);
            status = 0;
            queue.Add(entry);
        }

        /// <summary>Sample times that passed without a call count as samples without a reading.</summary>
        private void AcceptMissed(long nowMs)
        {
            if (tick < 0)
            {
                startMs = nowMs;
            }

            long due = (nowMs - startMs + periodMs / 2) / periodMs;
            long missed = due - tick - 1;

            // More than these void the window anyway.
            for (long k = 0; k < missed && k <= GapFilter.MaxHeld; k++)
            {
                estimator.AcceptMissing();
                Count();
            }

            tick = due > tick ? due : tick + 1;
            if (due < tick - 1)
            {
                // The uptime ran back: sample times count on from here.
                startMs = nowMs - tick * periodMs;
            }
        }

        /// <summary>Counts a sample period at the last good reading, which for a few samples stands in for those that failed.</summary>
        private void Count()
        {
            float periodS = periodMs / 1000f;
            lock (counter)
            {
                if (estimator.LastStatus != SampleStatus.Gap)
                {
                    counter.Add(lastVoltageV, lastCurrentA, periodS);
                    if (fused != null)
                    {
                        fused.Add(lastVoltageV, lastCurrentA, periodS);
                    }
                }
                else
                {
                    counter.AddGap();
                    if (fused != null)
                    {
                        fused.AddGap(periodS);
                    }
                }
            }
        }

        private string Progress()
        {
            if (SocCentiPercent >= 0)
            {
                return "SOC: " + DecimalText.Format(SocCentiPercent, 2) + "%";
            }

            string known = knownSocCentiPercent >= 0 ? ", SOC was " + DecimalText.Format(knownSocCentiPercent, 2) + "%" : "";
            return (estimator.IsReady
                ? "Estimating..."
                : "Buffering data... (" + estimator.BufferedSamples.ToString() + "/" + estimator.WindowLength.ToString() + ")") + known;
        }

        private string Time(long nowMs)
        {
            return clock.IsSet
                ? "[" + clock.UtcNow.ToString("yyyy-MM-dd HH:mm:ss") + "] "
                : "[+" + DecimalText.Duration(nowMs / 1000) + "] ";
        }

        private string ChipSoc()
        {
            return float.IsNaN(sensor.Measurement.SocPercent)
                ? "" : ", " + DecimalText.Format(SocEstimator.ToCentiPercent(sensor.Measurement.SocPercent), 2) + "% by the chip";
        }

        private static string Text(Reading reading)
        {
            return "Sensor: " + DecimalText.Format(reading.VoltageMilliV, 3, 2) + "V, "
                + DecimalText.Format(reading.CurrentMilliA, 3, 2) + "A, "
                + DecimalText.Format(reading.TemperatureCentiC, 2, 1) + "C";
        }
    }
}
