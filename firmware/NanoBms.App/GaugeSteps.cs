using System;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Storage;

namespace NanoBms.App
{
    /// <summary>
    /// The steps of a gauge's loops, each guarded and supervised: a device gives each a thread of its own, simulated time calls them in
    /// turn.
    /// </summary>
    public sealed class GaugeSteps
    {
        // The longest that each may take without something being wrong: a few missed samples of a second, and the period of a slower model;
        // a slow model; connecting, setting the clock and a write to the channel in a row; opening a full log.
        private const int SampleLimitMs = 30000, InferLimitMs = 120000, SendLimitMs = 300000, StoreLimitMs = 120000;

        // Silence in spite of a network after which a restart may help, where the stack has seized: 3 hours, then 6, 12 and 24.
        private const int FirstSilenceMs = 3 * 3600000, MaxDoublings = 3;

        private readonly Gauge gauge;
        private readonly Supervisor supervisor;
        private readonly GaugePage page;

        // Who runs an inference, stores entries or takes settings of the page: what the calls of two need at once would be too much beside
        // a request.
        private readonly Turn turn;

        /// <summary>The loops' numbers, for <see cref="Step"/>.</summary>
        public readonly int Sampling, Inference, Sending, Storing;

        /// <summary>Steps of a gauge.</summary>
        /// <param name="gauge">The gauge.</param>
        /// <param name="supervisor">Watches them.</param>
        /// <param name="page">Its set-up page; null: it has none.</param>
        public GaugeSteps(Gauge gauge, Supervisor supervisor, GaugePage page = null)
        {
            this.page = page;
            turn = page == null ? new Turn() : page.Turn;
            this.gauge = gauge;
            this.supervisor = supervisor;
            Sampling = supervisor.Add("sampling", SampleLimitMs + gauge.Loop.PeriodMs, false);
            Inference = supervisor.Add("inference", InferLimitMs, false);

            // Sending uses the storage too; but where it hangs there, storing hangs as well, and has the shorter limit.
            Sending = supervisor.Add("sending", SendLimitMs, false);
            Storing = supervisor.Add("storing", StoreLimitMs, true);
            supervisor.Queue = gauge.Queue;
        }

        /// <summary>Takes a sample.</summary>
        public void Sample()
        {
            Step(Sampling);
        }

        /// <summary>Runs the network where a sample waits for it.</summary>
        public void Infer()
        {
            Step(Inference);
        }

        /// <summary>Sends what waits.</summary>
        public void Send()
        {
            Step(Sending);
        }

        /// <summary>Stores what waits.</summary>
        public void Store()
        {
            Step(Storing);
        }

        /// <summary>The device has slept: inference, sending and storing had nothing to do meanwhile, and could not say so.</summary>
        public void ReportSlept()
        {
            supervisor.Report(Inference);
            supervisor.Report(Sending);
            supervisor.Report(Storing);
        }

        /// <summary>Looks after all of them; false where it restarted the device.</summary>
        public bool Supervise()
        {
            gauge.TakeState();
            return supervisor.Check();
        }

        /// <summary>
        /// Takes a step of a loop. What a thread is in all the time costs memory all the time, 204 bytes a call: so threads call this.
        /// </summary>
        /// <param name="loop">Its number.</param>
        public void Step(int loop)
        {
            try
            {
                HeapReserve.Renew();
            }
            catch (OutOfMemoryException)
            {
                // What needs it most looks for itself.
            }

            // An inference is not asked for in vain, fifty times a second: each call makes its structures anew, 76 bytes of garbage.
            bool takesTurn = loop == Storing || (loop == Inference && gauge.Loop.InferencePending);
            if (takesTurn && !turn.TryTake())
            {
                // Soon again: it is not this loop that holds anything up.
                supervisor.Report(loop);
                return;
            }

            try
            {
                if (loop == Sampling)
                {
                    gauge.Loop.SampleStep();
                }
                else if (loop == Inference)
                {
                    if (takesTurn)
                    {
                        gauge.Loop.InferStep();
                    }
                }
                else if (loop == Storing)
                {
                    gauge.StoreStep();
                }
                else if (page != null && page.IsInsteadOfSending)
                {
                    page.Step();
                }
                else
                {
                    // From here: beneath it a request stands at the gauge's worst moment, and a call between would be a frame more.
                    gauge.Upload.SendStep();
                    LookAtSending();
                }
            }
            catch (Exception exception)
            {
                supervisor.ReportFailure(loop, exception.GetType().FullName + " " + exception.Message);
            }

            if (takesTurn)
            {
                turn.Give();
            }

            supervisor.Report(loop);
        }

        /// <summary>What came of sending may call for the page, or for a restart.</summary>
        private void LookAtSending()
        {
            UploadLoop upload = gauge.Upload;
            if (page != null)
            {
                page.Watch();
            }

            int limitMs = FirstSilenceMs << Math.Min(gauge.State.UnansweredRestarts, MaxDoublings);
            if (upload.SilentMs >= limitMs)
            {
                supervisor.Ask(
                    RestartReason.NoAnswer,
                    "nobody has answered for " + (limitMs / 3600000).ToString() + " hours, though the network is there");
            }
            else if (upload.SilentMs == 0 && upload.Sent > 0)
            {
                gauge.State.UnansweredRestarts = 0;
            }
        }
    }
}
