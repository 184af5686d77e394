using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// How wrong the network's estimates are: what was measured in training (<see cref="ErrorTable"/>), more while it has just started and
    /// its averages hold no history, and more where it contradicts the count for long, because the cell is another than it was taught by.
    /// </summary>
    public sealed class NetworkError
    {
        /// <summary>Seconds in which what dies away of an error does so to a third.</summary>
        public const double DyingS = 60.0;

        // Where nothing was measured: the error in percent, how much larger it is at a start, and what differs from one estimate to
        // the next.
        private const float UnknownPercent = 4f, UnknownStart = 2f, UnknownScatterPercent = 0.25f;

        // Estimates that scatter was measured on are so many seconds apart; the step of an 8-bit output is among it in any case.
        private const double ScatterS = 15.0, MinScatterVariance = 0.02;

        // What dies away of an error: its variance, %^2, and how many times more at a start.
        private const double DyingVariance = 0.25, DyingStartTimes = 6.0;

        // A larger error at a start falls with the time over this one. Nothing is learnt meanwhile. It is so much larger with each so many
        // kelvins below a temperature, for in the cold a load that nobody saw is longer in the voltage.
        private const double StartS = 60.0, SettledS = 300.0, ColdK = 5.0;

        private const float WarmC = 10f;

        // The square of the contradiction in deviations: time in which it is learnt, what is normal, the most that is believed.
        private const double LearningS = 1200.0, Normal = 1.5, MaxFit = 100.0;

        private readonly ErrorTable table;
        private float fit = 1f, runningS;

        /// <summary>The error of a network that has not started.</summary>
        /// <param name="table">What was measured; null: nothing was.</param>
        public NetworkError(ErrorTable table)
        {
            this.table = table;
        }

        /// <summary>Seconds since the network's start.</summary>
        public float RunningS
        {
            get { return runningS; }
        }

        /// <summary>How many times as large as measured the variance of the error is, 1 or more.</summary>
        public float Fit
        {
            get { return fit < 1f ? 1f : fit; }
        }

        /// <summary>Variance of what differs from one estimate to the next, %^2.</summary>
        /// <param name="sinceLastS">
        /// Seconds since the estimate before, above 0: estimates of a second scatter less independently than it seems.
        /// </param>
        public double ScatterVariance(double sinceLastS)
        {
            double scatter = table == null ? UnknownScatterPercent : table.ScatterPercent;
            return (scatter * scatter + MinScatterVariance) * ScatterS / sinceLastS;
        }

        /// <summary>Standard deviation of the part of an estimate's error that dies away, percent.</summary>
        public double DyingDeviation
        {
            get
            {
                double time = 1.0 + runningS / StartS;
                return System.Math.Sqrt(DyingVariance * (1.0 + DyingStartTimes / (time * time)));
            }
        }

        /// <summary>Standard deviation of an estimate's error, percent.</summary>
        /// <param name="phase">See <see cref="PhaseDetector"/>.</param>
        /// <param name="socPercent">The estimate, percent.</param>
        /// <param name="temperatureC">Temperature, degrees Celsius.</param>
        public double Deviation(int phase, float socPercent, float temperatureC)
        {
            double more = (table == null ? UnknownStart : table.StartFactor) - 1.0;
            double cold = temperatureC < WarmC ? 1.0 + (WarmC - temperatureC) / ColdK : 1.0;
            double start = 1.0 + more * cold / (1.0 + runningS / StartS);
            return Settled(phase, socPercent, temperatureC) * start * System.Math.Sqrt(Fit);
        }

        /// <summary>Lets time pass.</summary>
        public void Add(double durationS)
        {
            runningS += (float)durationS;
        }

        /// <summary>Learns from how far the network is from the count.</summary>
        /// <param name="difference">Estimate less count, percent.</param>
        /// <param name="sinceLastS">Seconds it stands for.</param>
        /// <param name="countVariance">Variance of what the count itself may be wrong by, %^2.</param>
        /// <param name="phase">See <see cref="PhaseDetector"/>.</param>
        /// <param name="socPercent">The estimate, percent.</param>
        /// <param name="temperatureC">Temperature, degrees Celsius.</param>
        public void Learn(
            double difference, double sinceLastS, double countVariance, int phase, float socPercent, float temperatureC)
        {
            // At rest nothing new is seen, however long it takes.
            if (runningS > SettledS && phase != PhaseDetector.Resting)
            {
                double deviation = Settled(phase, socPercent, temperatureC);
                double square = Normal * difference * difference / (deviation * deviation + countVariance);
                square = square < MaxFit ? square : MaxFit;
                double learnt = fit + sinceLastS / (LearningS + sinceLastS) * (square - fit);
                fit = (float)RealNumber.Clamp(learnt, 0.0, MaxFit);
            }
        }

        /// <summary>The network starts anew.</summary>
        public void Restart()
        {
            runningS = 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            fit = 1f;
            runningS = 0f;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref runningS);
            SerializeLearnt(buffer);
        }

        /// <summary>Serialises what outlives a restart.</summary>
        public void SerializeLearnt(StateBuffer buffer)
        {
            buffer.Serialize(ref fit);
            fit = (float)RealNumber.Clamp(fit, 0.0, MaxFit);
        }

        private double Settled(int phase, float socPercent, float temperatureC)
        {
            return table == null ? UnknownPercent : table.RmsPercent(phase, socPercent, temperatureC);
        }
    }
}
