using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A battery's capacity as a share of its rated one: how much is counted while the state of charge moves. A Kalman filter of two
    /// states, a state of charge of its own and the share that the count is divided by, takes each estimate of the network and each full
    /// charge: so whole and partial cycles tell, in either direction, and no place of the network's scale, such as its end, tells alone.
    /// What a current sensor shows too much is lost in how freely its state of charge may drift.
    /// </summary>
    public sealed class CapacityEstimate
    {
        /// <summary>Bounds of the share.</summary>
        public const float MinShare = 0.4f, MaxShare = 1.4f;

        // Standard deviation at first, and the least that is believed: a network errs alike in each cycle.
        private const double FirstDeviation = 0.08, MinDeviation = 0.015;

        // Seconds in which the network errs alike: estimates within them tell as much as one.
        private const double AlikeS = 1200.0;

        // What counting drifts by, mostly for an offset: variance a second.
        private const double DriftVariance = 4e-4;

        private const double MaxSocVariance = 1e6;

        private float share = 1f, variance = (float)(FirstDeviation * FirstDeviation);

        // The filter's state of charge, its variance (0: none yet), what that has in common with the share.
        private float socPercent, socVariance, covariance;

        /// <summary>Capacity as a share of the rated one; 1 as long as nothing was learnt.</summary>
        public double Share
        {
            get { return share; }
        }

        /// <summary>Standard deviation of <see cref="Share"/>.</summary>
        public double Deviation
        {
            get { return Math.Sqrt(variance); }
        }

        /// <summary>Counts.</summary>
        /// <param name="percent">Percent of the rated capacity.</param>
        /// <param name="timeS">Seconds in which it flowed.</param>
        public void Add(double percent, double timeS)
        {
            double slope = -percent / (share * share);
            if (socVariance > 0f)
            {
                double more = slope * (2.0 * covariance + slope * variance) + DriftVariance * timeS;
                socVariance = (float)RealNumber.Clamp(socVariance + more, 1e-6, MaxSocVariance);
                covariance += (float)(slope * variance);
                socPercent += (float)(percent / share);
            }
        }

        /// <summary>Takes an estimate of the network.</summary>
        /// <param name="percent">State of charge, percent.</param>
        /// <param name="deviationPercent">Standard deviation of its error, percent, above 0.</param>
        /// <param name="sinceLastS">Seconds since the estimate before, above 0.</param>
        public void Update(double percent, double deviationPercent, double sinceLastS)
        {
            double noise = deviationPercent * deviationPercent;
            Apply(percent, socVariance == 0f ? noise : noise * AlikeS / sinceLastS);
        }

        /// <summary>Takes a state of charge that owes nothing to the network.</summary>
        /// <param name="percent">State of charge, percent.</param>
        /// <param name="noise">Its variance, %^2, above 0.</param>
        public void UpdateByFact(double percent, double noise)
        {
            Apply(percent, noise);
        }

        /// <summary>What flows is not known for a time: it begins anew.</summary>
        public void Break()
        {
            socPercent = socVariance = covariance = 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            share = 1f;
            variance = (float)(FirstDeviation * FirstDeviation);
            Break();
        }

        /// <summary>Serialises what a restart ends: where the count has come to.</summary>
        public void SerializeCount(StateBuffer buffer)
        {
            buffer.Serialize(ref socPercent);
            buffer.Serialize(ref socVariance);
            buffer.Serialize(ref covariance);
            if (!RealNumber.IsWithin(socVariance, 0.0, MaxSocVariance)
                || !RealNumber.IsWithin(covariance * covariance, 0.0, 1.01 * variance * socVariance)
                || !RealNumber.IsWithin(socPercent, -MaxSocVariance, MaxSocVariance))
            {
                Break();
            }
        }

        /// <summary>Serialises what outlives a restart.</summary>
        public void SerializeLearnt(StateBuffer buffer)
        {
            buffer.Serialize(ref share);
            buffer.Serialize(ref variance);
            if (!RealNumber.IsWithin(share, MinShare, MaxShare)
                || !RealNumber.IsWithin(variance, 0.99 * MinDeviation * MinDeviation, 1.01 * FirstDeviation * FirstDeviation))
            {
                Reset();
            }
        }

        private void Apply(double percent, double noise)
        {
            if (socVariance == 0f)
            {
                socPercent = (float)percent;
                socVariance = (float)noise;
                return;
            }

            double innovation = percent - socPercent, total = socVariance + noise;
            double socGain = socVariance / total, shareGain = covariance / total;
            share = (float)RealNumber.Clamp(share + shareGain * innovation, MinShare, MaxShare);
            socPercent += (float)(socGain * innovation);
            variance = (float)RealNumber.Clamp(
                variance - shareGain * covariance, MinDeviation * MinDeviation, FirstDeviation * FirstDeviation);
            covariance *= (float)(1.0 - socGain);
            socVariance *= (float)(1.0 - socGain);
        }
    }
}
