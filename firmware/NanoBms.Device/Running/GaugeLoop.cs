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
        // A line on what was learnt each so many estimates, fewer than 256: each hour at one in 15 s.
        private const int ReportEach = 240;

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
        private bool hasSampled;
        private int estimates;
        private BatteryFault toldFault;

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

        /// <summary>The last reading, plausible or not; meaningless while not <see cref="HasReading"/>.</summary>
        public Reading LastReading { get; private set; }

        /// <summary>Whether the last sample gave a reading.</summary>
        public bool HasReading { get; private set; }

        /// <summary>What was wrong with the sensors at the last sample; empty: nothing.</summary>
        public string SensorTrouble
        {
            get { return sensor.Fault; }
        }

        /// <summary>The bits of <see cref="StatusBits"/> of alarms that are on.</summary>
        public int AlarmStatus
        {
            get { return alarms.Status; }
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
        /// <param name="batteryKey">Which battery is described: what was learnt of another one counts for nothing.</param>
        public void Resume(DeviceState state, int batteryKey)
        {
            status |= state.Reason != RestartReason.None && state.Reason != RestartReason.SetUp ? StatusBits.SupervisedRestart : 0;
            if (state.BatteryKey == batteryKey)
            {
                // How long the device was off is known only where it restarted itself.
                estimator.SerializeLearnt(new StateBuffer(state.Learnt, true));
                estimator.Resume(state.Reason != RestartReason.None ? RestartS : -1f);
            }
            else if (state.BatteryKey != 0)
            {
                log.Write("Another battery is described than before: what was learnt is forgotten.");
            }

            state.BatteryKey = batteryKey;
        }

        /// <summary>Takes the user's word of the settings, if it was not taken before.</summary>
        /// <param name="state">Which word was taken last.</param>
        /// <param name="word">See <see cref="BatteryWord"/>.</param>
        public void TakeWord(DeviceState state, string word)
        {
            int number = BatteryWord.ToNumber(word);
            if (number == state.TakenWord)
            {
                return;
            }

            state.TakenWord = number;
            if (word.Length == 0)
            {
                return;
            }

            float percent = BatteryWord.Percent(word);
            if (percent < 0f)
            {
                estimator.ReplaceBattery();
            }
            else
            {
                estimator.SetSoc(percent);
            }

            log.Write("batteryNow is taken, once: " + word);
        }

        /// <summary>Writes what is to be kept over a restart.</summary>
        public void Keep(DeviceState state)
        {
            state.SocCentiPercent = estimator.SocCentiPercent;
            estimator.SerializeLearnt(new StateBuffer(state.Learnt, false));
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
            int ticks = (int)tick, sinceEstimate = lastEstimateTick < 0 ? -1 : (int)(tick - lastEstimateTick), told = (int)toldFault;
            buffer.Serialize(ref ticks);
            tick = ticks;
            buffer.SerializeShort(ref sinceEstimate);
            lastEstimateTick = sinceEstimate < 0 ? -1 : tick - sinceEstimate;
            buffer.SerializeShort(ref status);
            hasSampled = true;
            buffer.SerializeByte(ref told);
            toldFault = (BatteryFault)told;
            buffer.SerializeByte(ref estimates);
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
            LastReading = reading;
            HasReading = hasReading;

            // A chip that was set up just now has no reading yet, and no fault; sampling begins with its first.
            bool isStarting = sensor.FaultKind == SensorFault.Starting;
            if (hasReading)
            {
                estimator.Accept(reading);
            }
            else if (hasSampled || !isStarting)
            {
                estimator.AcceptMissing();
            }

            hasSampled |= hasReading || !isStarting;
            bool isGood = hasReading && estimator.LastStatus == SampleStatus.Good;
            if (isGood)
            {
                alarms.Update(reading);
            }

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
            int inferenceMs = (int)(clock.UptimeMs - startedMs);
            StateEstimate estimate;
            estimator.Correct(socPercent, ticksPerEstimate * PeriodMs / 1000f, out estimate);
            Fill(ref pending, ref estimate);
            if (estimate.SocCentiPercent >= 0)
            {
                alarms.Update(estimate.SocCentiPercent / 100f);
            }

            TellFault(estimate.Fault);
            log.Write(pendingLine + " | " + Progress() + TimeLeft() + ", " + inferenceMs.ToString() + "ms");
            if (estimates % ReportEach == 0)
            {
                log.Write(Report());
            }

            estimates = (estimates + 1) % ReportEach;
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
            StateEstimate estimate;
            estimator.Read(out estimate);
            Fill(ref entry, ref estimate);
            Queue(entry);
        }

        private static void Fill(ref Record entry, ref StateEstimate estimate)
        {
            entry.SocCentiPercent = estimate.SocCentiPercent;
            entry.BarDeciPercent = estimate.SocCentiPercent < 0 ? -1 : estimate.BarDeciPercent;
            entry.NetworkCentiPercent = estimate.NetworkCentiPercent;
            entry.CapacityCentiAh = estimate.CapacityCentiAh;
            entry.Status |= (estimate.Disagrees ? StatusBits.Disagreement : 0)
                | (estimate.Fault != BatteryFault.None ? StatusBits.OtherBattery : 0);
        }

        /// <summary>Says in a sentence what is wrong with the battery, when that is found or over.</summary>
        private void TellFault(BatteryFault fault)
        {
            if (fault == toldFault)
            {
                return;
            }

            toldFault = fault;
            switch (fault)
            {
                case BatteryFault.None:
                    log.Write("The battery looks like the described one again.");
                    break;
                case BatteryFault.Voltage:
                    log.Write(
                        "Not this battery: a cell's voltage is none that a " + estimator.Info.CellType
                        + " has; check cellsInSeries, and that the model is of the battery's chemistry.");
                    break;
                case BatteryFault.Capacity:
                    log.Write(
                        "Not this battery: its learnt capacity is far from the rated one; check cellCapacityAh, cellsInParallel and "
                        + "shuntOhm.");
                    break;
                default:
                    log.Write(
                        "Not this battery: network and charge count go apart; check the cell's type against the model's ("
                        + estimator.Info.CellType + "), cellCapacityAh, cellsInParallel, shuntOhm.");
                    break;
            }
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
            int soc = estimator.SocCentiPercent;
            string figure = "SOC: " + (soc < 0
                ? "---"
                : DecimalText.Format(soc, 2, 1) + "% +-" + DecimalText.Format((int)(estimator.BarPercent * 10f + 0.9999f), 1));
            return estimator.NetworkCentiPercent >= 0 ? figure
                : (estimator.IsReady
                    ? "Estimating..."
                    : "Buffering data... (" + estimator.BufferedSamples.ToString() + "/" + estimator.WindowLength.ToString() + ")")
                    + ", " + figure;
        }

        private string TimeLeft()
        {
            float timeS = estimator.TimeLeftS;
            return timeS < 60f ? "" : ", " + DecimalText.Duration(60L * (long)(timeS / 60f))
                + (estimator.Meter.MeanCurrentA < 0f ? " to go" : " to full");
        }

        /// <summary>What was learnt of the battery, and what flowed.</summary>
        private string Report()
        {
            EnergyMeter meter = estimator.Meter;
            return "Battery: capacity " + Hundredths(estimator.CapacityAh) + "Ah, health " + Hundredths(100f * estimator.CapacityShare)
                + "% +-" + Hundredths(196f * estimator.CapacityDeviation) + ", " + Hundredths(estimator.RemainingAh) + "Ah and "
                + Hundredths(estimator.RemainingAh * meter.MeanVoltageV) + "Wh left; since full "
                + Hundredths(meter.ChargeSinceFullAh) + "Ah, " + Hundredths(meter.EnergySinceFullWh) + "Wh; ever in "
                + Hundredths((float)meter.ChargeInAh) + "Ah, " + Hundredths((float)(meter.EnergyInWh / 1000.0)) + "kWh, out "
                + Hundredths((float)meter.ChargeOutAh) + "Ah, " + Hundredths((float)(meter.EnergyOutWh / 1000.0))
                + "kWh; the sensor shows " + DecimalText.Format((int)(1000f * estimator.CurrentOffsetA), 3) + "A too much";
        }

        private static string Hundredths(float value)
        {
            return DecimalText.Format((int)(100f * value), 2);
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
