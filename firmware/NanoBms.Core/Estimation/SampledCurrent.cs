using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// Charge out of samples of the current. A sample is the mean over its second; where samples are further apart, what flowed in between
    /// is unknown: the line between two samples stands in for it, and how much neighbouring samples differ tells how wrong that may be.
    /// </summary>
    public sealed class SampledCurrent
    {
        /// <summary>Time in seconds that a sample is the mean of: the sensors average over a second.</summary>
        public const float SeenS = 1f;

        // Half the mean square of the difference between neighbours, the variance of a current that changes at random from one to the next.
        private const double AverageS = 900.0;

        private float lastA, varianceA2, intervalS;
        private bool hasLast;

        /// <summary>Ampere-seconds since the sample before; none before: as if it had flowed all the time.</summary>
        /// <param name="currentA">Current in amperes, discharge negative; a finite number.</param>
        /// <param name="durationS">Seconds since the sample before, above 0.</param>
        /// <param name="maxA">Amperes beyond which a change between samples counts as this much.</param>
        public double Add(float currentA, double durationS, double maxA)
        {
            double unseenS = UnseenS(durationS), betweenA = currentA;
            if (hasLast)
            {
                betweenA = 0.5 * ((double)currentA + lastA);
                double change = (double)currentA - lastA;
                change = RealNumber.Clamp(change, -maxA, maxA);
                double share = durationS < AverageS ? durationS / AverageS : 1.0;
                varianceA2 += (float)(share * (0.5 * change * change - varianceA2));
            }

            lastA = currentA;
            hasLast = true;
            intervalS = (float)durationS;
            return currentA * (durationS - unseenS) + betweenA * unseenS;
        }

        /// <summary>
        /// Variance of what <see cref="Add"/> gives in a time, (A s)^2, at the distance of the last samples: it adds up from sample to
        /// sample. 0 where samples cover the time.
        /// </summary>
        public double VarianceIn(double timeS)
        {
            double unseenS = UnseenS(intervalS);
            return unseenS > 0.0 ? varianceA2 * unseenS * unseenS * timeS / intervalS : 0.0;
        }

        /// <summary>Serialises all that the next sample depends on.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref hasLast);
            buffer.Serialize(ref lastA);
            buffer.Serialize(ref varianceA2);
        }

        /// <summary>Forgets the last sample, as after a gap.</summary>
        public void Break()
        {
            hasLast = false;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            hasLast = false;
            varianceA2 = intervalS = 0f;
        }

        private static double UnseenS(double durationS)
        {
            return durationS > SeenS ? durationS - SeenS : 0.0;
        }
    }
}
