using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// What flowed through a battery: charge and energy in and out, since ever and since it was full, and the mean current of the last
    /// minutes, by which a time to go is told. All of the battery, not of a cell.
    /// </summary>
    public sealed class EnergyMeter
    {
        /// <summary>Time constant of the mean current, seconds.</summary>
        public const float AverageS = 300f;

        /// <summary>Longest time to go that is told, seconds: beyond ten days nobody knows.</summary>
        public const float LongestS = 864000f;

        private double chargeInAh, chargeOutAh, energyInWh, energyOutWh;
        private float sinceFullAh, sinceFullWh, meanA, meanV;
        private bool hasMean;

        /// <summary>Charge that went in since ever, ampere-hours.</summary>
        public double ChargeInAh
        {
            get { return chargeInAh; }
        }

        /// <summary>Charge that came out since ever, ampere-hours.</summary>
        public double ChargeOutAh
        {
            get { return chargeOutAh; }
        }

        /// <summary>Energy that went in since ever, watt-hours.</summary>
        public double EnergyInWh
        {
            get { return energyInWh; }
        }

        /// <summary>Energy that came out since ever, watt-hours.</summary>
        public double EnergyOutWh
        {
            get { return energyOutWh; }
        }

        /// <summary>Charge since the battery was full, ampere-hours, negative while discharged.</summary>
        public float ChargeSinceFullAh
        {
            get { return sinceFullAh; }
        }

        /// <summary>Energy since the battery was full, watt-hours, negative while discharged.</summary>
        public float EnergySinceFullWh
        {
            get { return sinceFullWh; }
        }

        /// <summary>Mean current, amperes, discharge negative.</summary>
        public float MeanCurrentA
        {
            get { return meanA; }
        }

        /// <summary>Mean voltage, volts.</summary>
        public float MeanVoltageV
        {
            get { return meanV; }
        }

        /// <summary>Counts a reading that stands for a time.</summary>
        /// <param name="voltageV">Volts of the battery; a finite number.</param>
        /// <param name="currentA">Amperes of the battery, discharge negative; a finite number.</param>
        /// <param name="durationS">Seconds, above 0.</param>
        public void Add(float voltageV, float currentA, float durationS)
        {
            double ah = (double)currentA * durationS / 3600.0, wh = ah * voltageV;
            if (ah > 0.0)
            {
                chargeInAh += ah;
                energyInWh += wh;
            }
            else
            {
                chargeOutAh -= ah;
                energyOutWh -= wh;
            }

            sinceFullAh += (float)ah;
            sinceFullWh += (float)wh;
            float share = hasMean ? durationS / (AverageS + durationS) : 1f;
            meanA += share * (currentA - meanA);
            meanV += share * (voltageV - meanV);
            hasMean = true;
        }

        /// <summary>The battery is full now.</summary>
        public void SetFull()
        {
            sinceFullAh = sinceFullWh = 0f;
        }

        /// <summary>
        /// Seconds until the battery is empty, where it is being discharged, or full, where it is being charged, at the mean current; 0
        /// where that is not to be told.
        /// </summary>
        /// <param name="remainingAh">Charge left, ampere-hours.</param>
        /// <param name="capacityAh">Capacity, ampere-hours.</param>
        public float TimeLeftS(float remainingAh, float capacityAh)
        {
            float ah = meanA < 0f ? -remainingAh : capacityAh - remainingAh;
            float timeS = hasMean && meanA != 0f ? 3600f * ah / meanA : 0f;
            return RealNumber.IsWithin(timeS, 0.0, LongestS) ? timeS : 0f;
        }

        /// <summary>Forgets the mean, as after a gap.</summary>
        public void AddGap()
        {
            hasMean = false;
            meanA = meanV = 0f;
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            chargeInAh = chargeOutAh = energyInWh = energyOutWh = 0.0;
            sinceFullAh = sinceFullWh = 0f;
            AddGap();
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            SerializeSums(buffer);
            buffer.Serialize(ref meanA);
            buffer.Serialize(ref meanV);
            buffer.Serialize(ref hasMean);
        }

        /// <summary>Serialises what outlives a restart; sums that cannot be are begun anew.</summary>
        public void SerializeSums(StateBuffer buffer)
        {
            buffer.Serialize(ref chargeInAh);
            buffer.Serialize(ref chargeOutAh);
            buffer.Serialize(ref energyInWh);
            buffer.Serialize(ref energyOutWh);
            buffer.Serialize(ref sinceFullAh);
            buffer.Serialize(ref sinceFullWh);
            const double Most = 1e12;
            if (!RealNumber.IsWithin(chargeInAh, 0.0, Most) || !RealNumber.IsWithin(chargeOutAh, 0.0, Most)
                || !RealNumber.IsWithin(energyInWh, 0.0, Most) || !RealNumber.IsWithin(energyOutWh, 0.0, Most)
                || !RealNumber.IsFinite(sinceFullAh) || !RealNumber.IsFinite(sinceFullWh))
            {
                Reset();
            }
        }
    }
}
