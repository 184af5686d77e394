using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// How wrong the network's estimates are: learnt from how they scatter about the count of charge, which hardly errs within minutes. A
    /// network that has just started errs more, because its averages hold no history yet.
    /// </summary>
    public sealed class NetworkError
    {
        /// <summary>Time in seconds in which an error dies away to a third: the same stretch of a drive is misjudged for minutes.</summary>
        public const double CorrelationS = 100.0;

        // What differs from one estimate to the next, as the variance of an estimate every 15 s: the step of an 8-bit output among it.
        private const double Scatter = 0.05, ScatterS = 15.0;

        // Variances in %^2: what is assumed at first, and the bounds of what is learnt; time in which it is learnt. A single estimate
        // counts for at most 3 %, so that one outlier does not discredit the network.
        private const double First = 0.25, Min = 0.09, Max = 2.25, LearningS = 1800.0, MaxInnovation = 9.0;

        // At a start the variance is so many times as high, and falls with the square of the time over this one; nothing is learnt
        // meanwhile.
        private const double StartTimes = 6.0, StartS = 60.0, SettledS = 300.0;

        private float variance = (float)First, runningS;

        /// <summary>Seconds since the network's start.</summary>
        public float RunningS
        {
            get { return runningS; }
        }

        /// <summary>Variance of an estimate, %^2.</summary>
        public double Variance
        {
            get
            {
                double time = 1.0 + runningS / StartS;
                return variance * (1.0 + StartTimes / (time * time));
            }
        }

        /// <summary>Variance of what differs from one estimate to the next, %^2.</summary>
        /// <param name="sinceLastS">
        /// Seconds since the estimate before, above 0: estimates of a second scatter less independently than it seems.
        /// </param>
        public static double ScatterVariance(double sinceLastS)
        {
            return Scatter * ScatterS / sinceLastS;
        }

        /// <summary>Lets time pass.</summary>
        public void Add(double durationS)
        {
            runningS += (float)durationS;
        }

        /// <summary>Learns from an estimate.</summary>
        /// <param name="innovation">Estimate less what the filter expected, percent.</param>
        /// <param name="sinceLastS">Seconds it stands for.</param>
        public void Learn(double innovation, double sinceLastS)
        {
            if (runningS <= SettledS)
            {
                return;
            }

            double square = innovation * innovation;
            square = square < MaxInnovation ? square : MaxInnovation;
            double learnt = variance + sinceLastS / (LearningS + sinceLastS) * (square - variance);
            variance = (float)RealNumber.Clamp(learnt, Min, Max);
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref runningS);
            buffer.Serialize(ref variance);
        }

        /// <summary>The network starts anew.</summary>
        public void Restart()
        {
            runningS = 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            variance = (float)First;
            runningS = 0f;
        }
    }
}
