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

        // The longest that each may take without something being wrong: a few missed samples; a slow model; connecting, setting the clock and a
        // write to the channel in a row; opening a full log.
        private const int SampleLimitMs = 30000, InferLimitMs = 120000, SendLimitMs = 300000, StoreLimitMs = 120000;

        private readonly Gauge gauge;
        private readonly IClock clock;
        private readonly Supervisor supervisor;
        private readonly int sampling, inference, sending, storing;

        /// <summary>Threads for a gauge.</summary>
        public GaugeThreads(Gauge gauge, IClock clock, Supervisor supervisor)
        {
            this.gauge = gauge;
            this.clock = clock;
            this.supervisor = supervisor;
            sampling = supervisor.Add("sampling", SampleLimitMs, false);
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
            var pacer = new Pacer(gauge.Loop.PeriodMs, clock.UptimeMs);
            Action step = gauge.Loop.SampleStep;
            while (true)
            {
                Step(sampling, step);
                Thread.Sleep(pacer.NextWaitMs(clock.UptimeMs));
            }
        }

        private void Infer()
        {
            Action step = gauge.Loop.InferStep;
            while (true)
            {
                Step(inference, step);
                Thread.Sleep(InferPollMs);
            }
        }

        private void Send()
        {
            Action step = SendOnce;
            while (true)
            {
                Step(sending, step);
                Thread.Sleep(SendPollMs);
            }
        }

        private void Store()
        {
            Action step = gauge.StoreStep;
            while (true)
            {
                Step(storing, step);
                Thread.Sleep(StorePollMs);
            }
        }

        private void SendOnce()
        {
            gauge.Upload.SendStep();
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
