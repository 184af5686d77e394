using System;
using System.Threading;
using NanoBms.Device;

namespace NanoBms.App
{
    /// <summary>
    /// A gauge in real time: a thread each for sampling, inference, sending and storing, so that none waits for another, and supervision of all.
    /// </summary>
    public sealed class GaugeThreads
    {
        private const int InferPollMs = 20;
        private const int SendPollMs = 250;
        private const int StorePollMs = 1000;
        private const int SuperviseMs = 1000;
        private const int SleepPollMs = 20;

        // The longest that each may take without something being wrong: a few missed samples of a second, and the period of a slower model; a slow model; connecting, setting the clock and a
        // write to the channel in a row; opening a full log.
        private const int SampleLimitMs = 30000, InferLimitMs = 120000, SendLimitMs = 300000, StoreLimitMs = 120000;

        private readonly Gauge gauge;
        private readonly IClock clock;
        private readonly Supervisor supervisor;
        private readonly GaugeSleep sleep;
        private readonly int sampling, inference, sending, storing;

        /// <summary>Threads for a gauge.</summary>
        /// <param name="gauge">The gauge.</param>
        /// <param name="clock">Time.</param>
        /// <param name="supervisor">Watches them.</param>
        /// <param name="sleep">Its sleep between samples; null: it stays awake.</param>
        public GaugeThreads(Gauge gauge, IClock clock, Supervisor supervisor, GaugeSleep sleep)
        {
            this.sleep = sleep;
            this.gauge = gauge;
            this.clock = clock;
            this.supervisor = supervisor;
            sampling = supervisor.Add("sampling", SampleLimitMs + gauge.Loop.PeriodMs, false);
            inference = supervisor.Add("inference", InferLimitMs, false);
            sending = supervisor.Add("sending", SendLimitMs, true);
            storing = supervisor.Add("storing", StoreLimitMs, true);
        }

        /// <summary>Starts them and supervises them; returns only where a restart was asked for and did not come.</summary>
        public void Run()
        {
            new Thread(Sample).Start();
            new Thread(Infer).Start();
            new Thread(Send).Start();
            new Thread(Store).Start();
            do
            {
                Thread.Sleep(SuperviseMs);
                gauge.TakeState();
            }
            while (supervisor.Check());
        }

        private void Sample()
        {
            var pacer = new Pacer(gauge.Loop.PeriodMs, gauge.Loop.NearestDueMs(clock.UptimeMs));
            Action step = gauge.Loop.SampleStep;
            while (true)
            {
                Step(sampling, step);
                long nowMs = clock.UptimeMs;
                int waitMs = pacer.NextWaitMs(nowMs);
                if (sleep == null)
                {
                    Thread.Sleep(waitMs);
                }
                else
                {
                    SleepUntil(nowMs + waitMs);
                }
            }
        }

        /// <summary>Waits, asleep as soon as the other loops have nothing to do. Their own waits stand still meanwhile, so it reports for them.</summary>
        private void SleepUntil(long dueMs)
        {
            for (long waitMs = dueMs - clock.UptimeMs; waitMs > 0; waitMs = dueMs - clock.UptimeMs)
            {
                if (sleep.TrySleep(waitMs))
                {
                    supervisor.Report(inference);
                    supervisor.Report(sending);
                    supervisor.Report(storing);
                }
                else
                {
                    Thread.Sleep(waitMs < SleepPollMs ? (int)waitMs : SleepPollMs);
                }
            }
        }

        private void Infer()
        {
            Action step = gauge.Loop.InferStep;
            while (true)
            {
                OtherStep(inference, step);
                Thread.Sleep(InferPollMs);
            }
        }

        private void Send()
        {
            Action step = SendOnce;
            while (true)
            {
                OtherStep(sending, step);
                Thread.Sleep(SendPollMs);
            }
        }

        private void Store()
        {
            Action step = gauge.StoreStep;
            while (true)
            {
                OtherStep(storing, step);
                Thread.Sleep(StorePollMs);
            }
        }

        private void SendOnce()
        {
            gauge.Upload.SendStep();
        }

        private void OtherStep(int loop, Action step)
        {
            if (sleep == null)
            {
                Step(loop, step);
                return;
            }

            sleep.BeginStep();
            Step(loop, step);
            sleep.EndStep();
        }

        private void Step(int loop, Action step)
        {
            try
            {
                step();
            }
            catch (Exception exception)
            {
                supervisor.ReportFailure(loop, exception.GetType().FullName + " " + exception.Message);
            }

            supervisor.Report(loop);
        }
    }
}
