using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>What is wrong between a battery and the one that was described.</summary>
    public enum BatteryFault
    {
        /// <summary>Nothing that is seen.</summary>
        None = 0,

        /// <summary>
        /// A cell's voltage is not one that the model's cell has: another chemistry, or another count of cells in series.
        /// </summary>
        Voltage = 1,

        /// <summary>
        /// Network and count go apart, or the voltage stands: another chemistry or capacity, or a current sensor that shows wrong.
        /// </summary>
        Charge = 2,

        /// <summary>The learnt capacity is far from the rated one.</summary>
        Capacity = 3,
    }

    /// <summary>
    /// Whether the battery is the one that was described: its cells' voltage against what the model's cell can have, and the change of the
    /// network's state of charge against the charge that was counted, while more flows than sensors in order could get wrong.
    /// </summary>
    public sealed class BatteryCheck
    {
        // A voltage must be impossible for two minutes; a sensor is 5 mV wrong at most, and a cold cell under a load of its capacity in an
        // hour has next to any voltage, under less of a load so much less.
        private const float VoltageS = 120f, MarginV = 0.04f, OverFullV = 0.12f, LoadMarginV = 0.6f;

        // Learnt capacities beyond these are another battery's, where they are sure.
        private const float MinShare = 0.5f, MaxShare = 1.25f, SureDeviation = 0.06f;

        // Low in its charge a cell's voltage falls fast. Where the network, running for so long, has found it there from the start on, and
        // says nothing lower while so many standard deviations of its error flow out, the voltage stands, as that of iron phosphate does.
        // Once it said more it is the model's: a cell whose voltage stands never gets there.
        private const float LowPercent = 25f, EmptyPercent = 7f, OwnPercent = 50f;

        // What has come so far down towards empty, under whatever load, does not stand.
        private const float RunningS = 120f, FlownDeviations = 2.5f, FallenShare = 0.25f;

        private const int Watched = 0, Own = 1, Standing = 2, StandingShift = 4;

        private readonly float minV, maxV, fallenV, hourA, percentPerAs;
        private float impossibleS, lowestPercent, flownPercent;
        private int fault, standing;

        /// <summary>A check that has seen nothing.</summary>
        /// <param name="info">The model.</param>
        public BatteryCheck(ModelInfo info)
        {
            minV = info.EmptyVoltageV > 0f ? info.EmptyVoltageV - MarginV : info.MinVoltageV;
            maxV = info.FullVoltageV > 0f ? info.FullVoltageV + OverFullV : info.MaxVoltageV;
            fallenV = info.EmptyVoltageV + FallenShare * (info.FullVoltageV - info.EmptyVoltageV);
            hourA = info.RatedCapacityAh;
            percentPerAs = hourA > 0f ? (float)CoulombCounter.ToPercent(1f, 1f, hourA) : 0f;
        }

        /// <summary>What was found.</summary>
        public BatteryFault Fault
        {
            get { return (BatteryFault)fault; }
        }

        /// <summary>Takes a reading that stands for a time.</summary>
        /// <param name="voltageV">Volts of a cell; a finite number.</param>
        /// <param name="currentA">Amperes of a cell; a finite number.</param>
        /// <param name="durationS">Seconds, above 0.</param>
        public void Add(float voltageV, float currentA, float durationS)
        {
            float load = currentA < -hourA ? 1f : currentA < 0f ? -currentA / hourA : 0f;
            bool isImpossible = voltageV > maxV || voltageV < minV - LoadMarginV * load;
            impossibleS += isImpossible ? durationS : -durationS;
            impossibleS = (float)RealNumber.Clamp(impossibleS, 0.0, 2.0 * VoltageS);
            if (impossibleS > VoltageS)
            {
                fault = (int)BatteryFault.Voltage;
            }
            else if (impossibleS == 0f && fault == (int)BatteryFault.Voltage)
            {
                fault = (int)BatteryFault.None;
            }

            // A charge takes away what it brings, and a voltage that has fallen does not stand.
            flownPercent -= currentA * durationS * percentPerAs;
            flownPercent = flownPercent > 0f && voltageV > fallenV ? flownPercent : 0f;
        }

        /// <summary>Lets a time pass of which there is no reading.</summary>
        public void AddGap()
        {
            impossibleS = 0f;
        }

        /// <summary>Takes what is known after an estimate.</summary>
        /// <param name="fusion">The filter.</param>
        /// <param name="networkPercent">The estimate, percent.</param>
        public void Correct(SocFusion fusion, float networkPercent)
        {
            Watch(fusion, networkPercent);
            if (fault != (int)BatteryFault.Voltage)
            {
                bool isCapacity = fusion.CapacityDeviation < SureDeviation
                    && !RealNumber.IsWithin(fusion.CapacityShare, MinShare, MaxShare);

                // Once named, it stays for as long as there is a doubt.
                bool isCharge = fusion.IsForeign || standing == Standing
                    || (fault == (int)BatteryFault.Charge && fusion.IsDoubtful);
                fault = (int)(isCapacity ? BatteryFault.Capacity : isCharge ? BatteryFault.Charge : BatteryFault.None);
            }
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            impossibleS = lowestPercent = flownPercent = 0f;
            fault = (int)BatteryFault.None;
            standing = Watched;
        }

        /// <summary>Serialises all of it, rounded: what a deep sleep keeps has to fit into a small file.</summary>
        public void Serialize(StateBuffer buffer)
        {
            int both = fault | (standing << StandingShift);
            buffer.SerializeByte(ref both);
            fault = both & ((1 << StandingShift) - 1);
            standing = both >> StandingShift;
            SerializeScaled(buffer, ref impossibleS, 10f);
            SerializeScaled(buffer, ref lowestPercent, 100f);
            SerializeScaled(buffer, ref flownPercent, 1000f);
        }

        private static void SerializeScaled(StateBuffer buffer, ref float value, float scale)
        {
            if (buffer.IsExact)
            {
                buffer.Serialize(ref value);
                return;
            }

            int scaled = (int)RealNumber.Clamp(value * scale + 0.5, 0.0, short.MaxValue);
            buffer.SerializeShort(ref scaled);
            value = scaled / scale;
        }

        private void Watch(SocFusion fusion, float networkPercent)
        {
            if (fusion.NetworkRunningS < RunningS)
            {
                lowestPercent = 0f;
            }
            else if (networkPercent > OwnPercent)
            {
                standing = Own;
            }
            else if (standing == Watched && RealNumber.IsWithin(networkPercent, EmptyPercent, LowPercent))
            {
                if (!(lowestPercent > 0f) || networkPercent < lowestPercent)
                {
                    lowestPercent = networkPercent;
                    flownPercent = 0f;
                }
                else if (flownPercent > FlownDeviations * fusion.NetworkDeviation(networkPercent))
                {
                    standing = Standing;
                }
            }
            else
            {
                lowestPercent = 0f;
            }
        }
    }
}
