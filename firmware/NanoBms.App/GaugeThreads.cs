using System;
using System.Threading;
using NanoBms.Device;

namespace NanoBms.App
{
    /// <summary>A gauge in real time: a thread each for sampling, inference and sending, so that none waits for another.</summary>
    public sealed class GaugeThreads
    {
        private const int InferPollMs = 20;
        private const int SendPollMs = 250;

        private readonly Gauge gauge;
        private readonly IClock clock;
        private readonly ILog log;

        /// <summary>Threads for a gauge.</summary>
        public GaugeThreads(Gauge gauge, IClock clock, ILog log)
        {
            this.gauge = gauge;
            this.clock = clock;
            this.log = log;
        }

        /// <summary>Starts them; they never end.</summary>
        public void Start()
        {
            new Thread(Sample).Start();
            new Thread(Infer).Start();
            new Thread(Send).Start();
        }

        private void Sample()
        {
            var pacer = new Pacer(gauge.Loop.PeriodMs, clock.UptimeMs);
            while (true)
            {
                try
                {
                    gauge.Loop.SampleStep();
                }
                catch (Exception exception)
                {
                    Report("sampling", exception);
                }

                Thread.Sleep(pacer.NextWaitMs(clock.UptimeMs));
            }
        }

        private void Infer()
        {
            while (true)
            {
                try
                {
                    gauge.Loop.InferStep();
                }
                catch (Exception exception)
                {
                    Report("inference", exception);
                }

                Thread.Sleep(InferPollMs);
            }
        }

        private void Send()
        {
            while (true)
            {
                try
                {
                    gauge.Upload.SendStep();
                }
                catch (Exception exception)
                {
                    Report("sending", exception);
                }

                Thread.Sleep(SendPollMs);
            }
        }

        private void Report(string loop, Exception exception)
        {
            log.Write("Fault in " + loop + ": " + exception.GetType().FullName + " " + exception.Message);
        }
    }
}
