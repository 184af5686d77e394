using System;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A battery's capacity as a share of its rated one: what was counted between two states of charge, over their difference. Full and
    /// partial cycles tell, in either direction.
    /// </summary>
    public sealed class CapacityEstimate
    {
        /// <summary>Bounds of the share.</summary>
        public const float MinShare = 0.4f, MaxShare = 1.4f;

        // Percent of the rated capacity that must have flowed: what both states of charge may be wrong by counts less, the more it is.
        private const double ChunkPercent = 40.0;

        // Standard deviation at first, and the least that is believed: a network errs alike in each cycle.
        private const double FirstDeviation = 0.08, MinDeviation = 0.015, GainDeviation = 0.01;

        private float share = 1f, variance = (float)(FirstDeviation * FirstDeviation);
        private float fromPercent = -1f, fromVariance, countedPercent;

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
        /// <param name="percent">Percent of the rated capacity, what the current sensor is believed to show too much taken away.</param>
        public void Add(double percent)
        {
            countedPercent += (float)percent;
        }

        /// <summary>Takes a state of charge.</summary>
        /// <param name="socPercent">State of charge, percent.</param>
        /// <param name="socVariance">Its variance, %^2, above 0.</param>
        public void Update(double socPercent, double socVariance)
        {
            double moved = socPercent - fromPercent, both = fromVariance + socVariance;
            double size = countedPercent < 0f ? -countedPercent : countedPercent;
            if (fromPercent < 0f)
            {
                Begin(socPercent, socVariance);
            }
            else if (size >= ChunkPercent)
            {
                double measured = moved != 0.0 ? countedPercent / moved : 0.0;
                if (RealNumber.IsWithin(measured, 0.5 * MinShare, 2.0 * MaxShare))
                {
                    double noise = measured * measured * both / (moved * moved) + GainDeviation * GainDeviation;
                    double gain = variance / (variance + noise);
                    share = (float)RealNumber.Clamp(share + gain * (measured - share), MinShare, MaxShare);
                    variance = (float)RealNumber.Clamp(
                        variance * (1.0 - gain), MinDeviation * MinDeviation, FirstDeviation * FirstDeviation);
                }

                Begin(socPercent, socVariance);
            }
            else if (socVariance + size * size * variance < fromVariance)
            {
                // Better known than where it began.
                Begin(socPercent, socVariance);
            }
        }

        /// <summary>What flows is not known for a time: it begins anew.</summary>
        public void Break()
        {
            fromPercent = -1f;
            countedPercent = 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            share = 1f;
            variance = (float)(FirstDeviation * FirstDeviation);
            Break();
        }

        /// <summary>Serialises what a restart ends: where the count began.</summary>
        public void SerializeCount(StateBuffer buffer)
        {
            buffer.Serialize(ref fromPercent);
            buffer.Serialize(ref fromVariance);
            buffer.Serialize(ref countedPercent);
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

        private void Begin(double socPercent, double socVariance)
        {
            fromPercent = (float)socPercent;
            fromVariance = (float)socVariance;
            countedPercent = 0f;
        }
    }
}
