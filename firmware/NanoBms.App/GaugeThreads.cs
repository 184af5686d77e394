using System.Threading;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;

namespace NanoBms.App
{
    /// <summary>
    /// A gauge in real time: a thread each for sampling, inference, sending and storing, so that none waits for another, and supervision of
    /// all.
    /// </summary>
    public sealed class GaugeThreads
    {
        private const int InferPollMs = 20;
        private const int SendPollMs = 250;
        private const int StorePollMs = 1000;
        private const int SuperviseMs = 1000;
        private const int SleepPollMs = 20;

        private readonly GaugeLoop loop;
        private readonly GaugeSteps steps;
        private readonly IClock clock;
        private readonly GaugeSleep sleep;
        private readonly GaugePage page;

        /// <summary>Threads for a gauge.</summary>
        /// <param name="gauge">The gauge.</param>
        /// <param name="clock">Time.</param>
        /// <param name="supervisor">Watches them.</param>
        /// <param name="sleep">Its sleep between samples; null: it stays awake.</param>
        /// <param name="page">Its set-up page; null: it has none.</param>
        public GaugeThreads(Gauge gauge, IClock clock, Supervisor supervisor, GaugeSleep sleep, GaugePage page)
        {
            this.sleep = sleep;
            this.page = page;
            this.clock = clock;
            loop = gauge.Loop;
            steps = new GaugeSteps(gauge, supervisor, page);
        }

        /// <summary>Starts them and supervises them; returns only where a restart was asked for and did not come.</summary>
        public void Run()
        {
            new Thread(Sample).Start();
            new Thread(Infer).Start();
            new Thread(Send).Start();
            new Thread(Store).Start();
            if (page != null && page.IsBesideSending)
            {
                new Thread(Serve).Start();
            }

            do
            {
                Thread.Sleep(SuperviseMs);
            }
            while (steps.Supervise());
        }

        private void Sample()
        {
            var pacer = new Pacer(loop.PeriodMs, loop.NearestDueMs(clock.UptimeMs));
            while (true)
            {
                steps.Step(steps.Sampling);
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

        /// <summary>
        /// Waits, asleep as soon as the other loops have nothing to do. Their own waits stand still meanwhile, so it reports for them.
        /// </summary>
        private void SleepUntil(long dueMs)
        {
            for (long waitMs = dueMs - clock.UptimeMs; waitMs > 0; waitMs = dueMs - clock.UptimeMs)
            {
                if (sleep.TrySleep(waitMs))
                {
                    steps.ReportSlept();
                }
                else
                {
                    Thread.Sleep(waitMs < SleepPollMs ? (int)waitMs : SleepPollMs);
                }
            }
        }

        private void Serve()
        {
            while (true)
            {
                page.Step();
            }
        }

        // Each thread's loop is its first method: a call between would be a frame more for as long as it runs.
        private void Infer()
        {
            while (true)
            {
                Begin();
                steps.Step(steps.Inference);
                End();
                Thread.Sleep(InferPollMs);
            }
        }

        private void Send()
        {
            while (true)
            {
                Begin();
                steps.Step(steps.Sending);
                End();
                Thread.Sleep(SendPollMs);
            }
        }

        private void Store()
        {
            while (true)
            {
                Begin();
                steps.Step(steps.Storing);
                End();
                Thread.Sleep(StorePollMs);
            }
        }

        private void Begin()
        {
            if (sleep != null)
            {
                sleep.BeginStep();
            }
        }

        private void End()
        {
            if (sleep != null)
            {
                sleep.EndStep();
            }
        }
    }
}
