using System;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Running
{
    /// <summary>
    /// Sensing and estimating: one step a sample period, and never a wait. The network itself may take seconds on a small board, so it runs
    /// as a step of its own, which the device gives to another thread.
    /// </summary>
    public sealed class GaugeLoop
    {
        // A restart of its own takes a device a few seconds, and the state is a minute old at most.
        private const float RestartS = 60f;

        private readonly BatterySensor sensor;
        private readonly StateEstimator estimator;
        private readonly IClock clock;
        private readonly ILog log;
        private readonly RecordQueue queue;
        private readonly AlarmPanel alarms;
        private readonly int ticksPerEstimate;
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
            DeviceSettings settings, BatterySensor sensor, StateEstimator estimator, IClock clock, ILog log, RecordQueue queue,
            AlarmPanel alarms)
        {
            this.alarms = alarms;
            this.sensor = sensor;
            this.estimator = estimator;
            this.clock = clock;
            this.log = log;
            this.queue = queue;
            int ticks = settings.EstimatePeriodMs / PeriodMs;
            ticksPerEstimate = ticks < 1 ? 1 : ticks;
        }

        /// <summary>Time between samples, milliseconds.</summary>
        public int PeriodMs
        {
            get { return estimator.Info.SamplePeriodMs; }
        }

        /// <summary>State of charge.</summary>
        public StateEstimator Estimator
        {
            get { return estimator; }
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
            // How long the device was off is known only where it restarted itself.
            estimator.Restore(
                state.SocCentiPercent, state.CountedCentiPercent, state.Fusion, state.Reason != RestartReason.None ? RestartS : -1f);
            status |= state.Reason != RestartReason.None ? StatusBits.SupervisedRestart : 0;
        }

        /// <summary>Writes what is to be kept over a restart.</summary>
        public void Keep(DeviceState state)
        {
            state.SocCentiPercent = estimator.KnownNetworkCentiPercent;
            state.CountedCentiPercent = estimator.CountedCentiPercent;
            estimator.TryExport(state.Fusion);
        }

        /// <summary>The sample time that is nearest: samples are due at these, whatever happened between.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public long NearestDueMs(long nowMs)
        {
            return tick < 0 ? nowMs : startMs + TicksTo(nowMs) * PeriodMs;
        }

        /// <summary>
        /// Serialises all that the next sample depends on, to go on as if nothing had been between. Not while
        /// <see cref="InferencePending"/>.
        /// </summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref startMs);
            buffer.Serialize(ref tick);
            buffer.Serialize(ref lastEstimateTick);
            buffer.Serialize(ref status);
            estimator.Serialize(buffer);
            alarms.Serialize(buffer);
        }

        /// <summary>Takes the sample that is due now.</summary>
        public void SampleStep()
        {
            long nowMs = clock.UptimeMs;
            estimator.AcceptMissed(Missed(nowMs));
            Reading reading;
            bool hasReading = sensor.TryRead(out reading);
            string fault = sensor.Fault;
            if (hasReading)
            {
                estimator.Accept(reading);
            }
            else
            {
                estimator.AcceptMissing();
            }

            bool isGood = estimator.LastStatus == SampleStatus.Good;
            if (isGood)
            {
                alarms.Update(reading);
            }

            // A chip that was set up just now has no reading yet, and no fault.
            bool isStarting = sensor.FaultKind == SensorFault.Starting;
            if (fault.Length > 0 ? !isStarting : !isGood)
            {
                status |= StatusBits.SensorFault;
            }

            if (estimator.LastStatus == SampleStatus.Held)
            {
                status |= StatusBits.Held;
            }
            else if (estimator.LastStatus == SampleStatus.Gap)
            {
                status |= isStarting ? 0 : StatusBits.Restarted;
                lastEstimateTick = -1;
            }

            string line = Time(nowMs) + (hasReading ? Text(reading) + ChipSoc() + (fault.Length > 0 ? ", " : "") : "Sensor: no reading, ")
                + fault
                + (hasReading && !isGood ? " (not plausible)" : "");
            bool due = lastEstimateTick < 0 || tick - lastEstimateTick >= ticksPerEstimate;
            if (isGood && due && !InferencePending && estimator.TryCapture())
            {
                lastEstimateTick = tick;
                pendingLine = line;
                pending = Entry(nowMs, reading);
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

            try
            {
                HeapReserve.Renew();
            }
            catch (OutOfMemoryException)
            {
                // It waits for better times; should they not come, the supervisor sees to it.
                return;
            }

            long startedMs = clock.UptimeMs;
            float socPercent = estimator.Infer();
            pending.InferenceMs = (int)(clock.UptimeMs - startedMs);
            StateEstimate estimate;
            estimator.Correct(socPercent, ticksPerEstimate * PeriodMs / 1000f, out estimate);
            pending.SocCentiPercent = estimate.NetworkCentiPercent;
            pending.CountedCentiPercent = estimate.CountedCentiPercent;
            pending.Status |= estimate.Disagrees ? StatusBits.Disagreement : 0;
            alarms.Update(socPercent);
            log.Write(pendingLine + " | " + Progress());
            Queue(pending);
            lock (gate)
            {
                inferencePending = false;
            }
        }

        /// <summary>
        /// Where each sample becomes an entry, those that only fill the window do too, without an estimate: whoever reads the channel then
        /// has all that the network saw.
        /// </summary>
        private void QueueReading(long nowMs, Reading reading)
        {
            Record entry = Entry(nowMs, reading);
            entry.SocCentiPercent = -1;
            entry.CountedCentiPercent = estimator.CountedCentiPercent;
            Queue(entry);
        }

        /// <summary>The entry of a sample, with all that was noted since the one before.</summary>
        private Record Entry(long nowMs, Reading reading)
        {
            var entry = new Record();
            entry.UptimeMs = nowMs;
            entry.UnixS = UnixTime.Now(clock);
            entry.Reading = reading;
            entry.Status = status;
            status = 0;
            return entry;
        }

        private void Queue(Record entry)
        {
            entry.Status |= alarms.Status | (queue.Count > 0 ? StatusBits.Buffered : 0);
            queue.Add(entry);
        }

        /// <summary>Goes to the sample that is due; sample times that passed without a call since the one before.</summary>
        private long Missed(long nowMs)
        {
            if (tick < 0)
            {
                startMs = nowMs;
            }

            long due = TicksTo(nowMs);
            long missed = due - tick - 1;
            tick = due > tick ? due : tick + 1;
            if (due < tick - 1)
            {
                // The uptime ran back: sample times count on from here.
                startMs = nowMs - tick * PeriodMs;
            }

            return missed;
        }

        /// <summary>The sample that is nearest, 0 the first.</summary>
        private long TicksTo(long nowMs)
        {
            return (nowMs - startMs + PeriodMs / 2) / PeriodMs;
        }

        private string Progress()
        {
            int known = estimator.KnownNetworkCentiPercent;
            string percent = known >= 0 ? DecimalText.Format(known, 2) + "%" : "";
            if (estimator.NetworkCentiPercent >= 0)
            {
                return "SOC: " + percent;
            }

            string line = estimator.IsReady
                ? "Estimating..."
                : "Buffering data... (" + estimator.BufferedSamples.ToString() + "/" + estimator.WindowLength.ToString() + ")";
            return known >= 0 ? line + ", SOC was " + percent : line;
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
                ? "" : ", " + DecimalText.Format(StateEstimator.ToCentiPercent(sensor.Measurement.SocPercent), 2) + "% by the chip";
        }

        private static string Text(Reading reading)
        {
            return "Sensor: " + DecimalText.Format(reading.VoltageMilliV, 3, 2) + "V, "
                + DecimalText.Format(reading.CurrentMilliA, 3, 2) + "A, "
                + DecimalText.Format(reading.TemperatureCentiC, 2, 1) + "C";
        }
    }
}
