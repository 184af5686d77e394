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
        /// Network and count go apart, or the voltage stands, or falls as if far more flowed: another chemistry or capacity, or a current
        /// sensor that shows wrong.
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

        // Learnt capacities that lie beyond these by their own deviation are another battery's, where they are sure; in the cold, where
        // the network errs more, none is judged anew.
        private const float MinShare = 0.5f, MaxShare = 1.25f, SureDeviation = 0.06f;

        // Low in its charge a cell's voltage moves with the charge. Where the network finds it there and what would be left of the voltage
        // without a load lies below a share of the model cell's range, and does not fall by so much of that range, and so much more with
        // each percent of the capacity, while so many percent flow out (or rise while they flow in), it stands, as that of iron phosphate
        // does. Once the network said more, the cell is the model's. In the cold voltages go on to move after a load: more has to flow.
        private const float LowPercent = 25f, OwnPercent = 50f, LowShare = 0.53f, BottomShare = 0.24f;
        private const float NoiseShare = 0.0035f, SlopeShare = 0.006f, FlownPercent = 1.5f;

        // The more of the capacity flows out in an hour, on the mean of minutes, the farther is the voltage from that of the cell at rest,
        // and the flatter may be where the model's cell is: above this rate more has to flow, by as much.
        private const float LoadRate = 0.15f, MeanS = 300f;

        // A load that became less lets the voltage of the model's cell come up by so much for each capacity in an hour, which hides that it
        // fell. A charge that changed hides that it rose by so much, for the resistance is that of a load, which is more near the end. A
        // voltage that goes the other way by so many times as it might move does not stand either.
        private const float AfterV = 0.04f, ChargeAfterV = 0.2f, BackTimes = 2f;

        // What the network says falls by no more than so many times the charge that flows (that of half the capacity: by twice it), a few
        // percent, and so many deviations of its error; in the cold by more, a share of what else is allowed there. A full cell of iron
        // phosphate comes down to where its voltage stands, which is half of the model cell's charge, while it gives some percent. It must
        // last for some estimates while nothing flows in: at the beginning of a charge some can be far out. What falls by this much at once
        // is another battery, or its contact; and a network that errs by more than this is not held to what it says.
        private const float FallTimes = 3f, FallPercent = 5f, FallDeviations = 4f, FallCold = 0.5f, StepPercent = 10f;
        private const float FallenS = 45f, SurePercent = 4f, ChargeRate = 0.05f;

        // The cell's resistance is learnt from steps of the current, of about its capacity in an hour; the voltage is averaged.
        private const float FirstDropV = 0.09f, MaxOhms = 8f, LevelS = 30f, RunningS = 60f;

        // A cell of less range, as lead-acid, stands by itself.
        private const float MinRangeV = 1f;

        private const int Watched = 0, Own = 1, Standing = 2, StandingShift = 4, CountingBit = 64;

        private readonly float minV, maxV, bottomV, lowV, rangeV, hourA, firstOhm, percentPerAs;

        // Of the voltage without a load (0: none yet): by how much it fell since charge is counted; of the load, how much of the capacity
        // flows out in an hour: on the mean of minutes, and what that was when counting began.
        private float impossibleS, ohms = 1f, levelV, fallenV, flownPercent, rate, firstRate;

        // The most that the network said, less what it may have fallen by for what flowed since, percent; and seconds since it had fallen
        // by no more than that.
        private float topPercent, fallenS;
        private int fault, standing;
        private bool isCounting;

        /// <summary>A check that has seen nothing.</summary>
        /// <param name="info">The model.</param>
        public BatteryCheck(ModelInfo info)
        {
            minV = info.EmptyVoltageV > 0f ? info.EmptyVoltageV - MarginV : info.MinVoltageV;
            maxV = info.FullVoltageV > 0f ? info.FullVoltageV + OverFullV : info.MaxVoltageV;
            rangeV = info.EmptyVoltageV > 0f ? info.FullVoltageV - info.EmptyVoltageV : 0f;
            bottomV = info.EmptyVoltageV + BottomShare * rangeV;
            lowV = info.EmptyVoltageV + LowShare * rangeV;
            hourA = info.RatedCapacityAh;
            percentPerAs = hourA > 0f ? (float)CoulombCounter.ToPercent(1f, 1f, hourA) : 0f;
            firstOhm = hourA > 0f ? FirstDropV / hourA : 0f;
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
        /// <param name="runningS">Seconds since the first reading that the network goes by, this one's left out; 0 or more.</param>
        public void Add(float voltageV, float currentA, float durationS, float runningS)
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

            float openV = voltageV - ohms * firstOhm * currentA;
            float risenV = levelV > 0f ? durationS / (LevelS + durationS) * (openV - levelV) : 0f;
            fallenV -= risenV;
            levelV = levelV > 0f ? levelV + risenV : openV;
            float flown = -currentA * durationS * percentPerAs;
            flownPercent += flown;
            topPercent -= FallTimes * Size(flown);
            fallenS = currentA > ChargeRate * hourA ? 0f : (float)RealNumber.Clamp(fallenS + durationS, 0.0, FallenS);
            float times = hourA > 0f ? -currentA / hourA : 0f;
            rate += durationS / (durationS + (runningS < MeanS ? runningS : MeanS)) * (times - rate);
        }

        /// <summary>Takes the step between two readings in a row: the cell's resistance is in it.</summary>
        /// <param name="changeV">Volts of a cell, a finite number.</param>
        /// <param name="changeA">Amperes of a cell, a finite number.</param>
        public void AddStep(float changeV, float changeA)
        {
            float change = firstOhm * changeA, hour = firstOhm * hourA;
            ohms += hour > 0f ? change * (changeV - ohms * change) / (change * change + hour * hour) : 0f;
            ohms = (float)RealNumber.Clamp(ohms, 0.0, MaxOhms);
        }

        /// <summary>Lets a time pass of which there is no reading.</summary>
        public void AddGap()
        {
            impossibleS = levelV = topPercent = fallenS = 0f;
            isCounting = false;
        }

        /// <summary>Takes what is known after an estimate.</summary>
        /// <param name="fusion">The filter.</param>
        /// <param name="networkPercent">The estimate, percent.</param>
        /// <param name="lastPercent">The estimate before, percent; below 0 where there was none.</param>
        public void Correct(SocFusion fusion, float networkPercent, float lastPercent)
        {
            Watch(fusion, networkPercent);
            if (HasFallen(fusion, networkPercent, lastPercent))
            {
                standing = Standing;
            }

            if (fault != (int)BatteryFault.Voltage)
            {
                float deviation = fusion.CapacityDeviation;
                bool isCapacity = deviation < SureDeviation
                    && !RealNumber.IsWithin(fusion.CapacityShare, MinShare - deviation, MaxShare + deviation)
                    && (fault == (int)BatteryFault.Capacity || !(fusion.ColdTimes > 1.0));

                // Once named, it stays for as long as there is a doubt.
                bool isCharge = fusion.IsForeign || standing == Standing
                    || (fault == (int)BatteryFault.Charge && fusion.IsDoubtful);
                fault = (int)(isCapacity ? BatteryFault.Capacity : isCharge ? BatteryFault.Charge : BatteryFault.None);
            }
        }

        /// <summary>Forgets all.</summary>
        public void Reset()
        {
            impossibleS = levelV = fallenV = flownPercent = rate = firstRate = topPercent = fallenS = 0f;
            ohms = 1f;
            fault = (int)BatteryFault.None;
            standing = Watched;
            isCounting = false;
        }

        /// <summary>Serialises all of it, rounded: what a deep sleep keeps has to fit into a small file.</summary>
        public void Serialize(StateBuffer buffer)
        {
            int all = fault | (standing << StandingShift) | (isCounting ? CountingBit : 0);
            buffer.SerializeByte(ref all);
            isCounting = (all & CountingBit) != 0;
            fault = all & ((1 << StandingShift) - 1);
            standing = (all & (CountingBit - 1)) >> StandingShift;
            buffer.SerializeScaled(ref impossibleS, 0.5f, true);
            buffer.SerializeScaled(ref ohms, 15f, true);
            buffer.SerializeScaled(ref levelV, 5000f, false);
            buffer.SerializeScaled(ref fallenV, 1000f, true);
            buffer.SerializeScaled(ref flownPercent, 500f, false);
            buffer.SerializeScaled(ref rate, 5000f, false);
            buffer.SerializeScaled(ref firstRate, 50f, true);
            buffer.SerializeScaled(ref topPercent, 100f, false);
            buffer.SerializeScaled(ref fallenS, 1f, true);
        }

        private void Watch(SocFusion fusion, float networkPercent)
        {
            if (standing != Watched || fusion.NetworkRunningS < RunningS)
            {
                return;
            }

            if (networkPercent > OwnPercent)
            {
                standing = Own;
            }

            bool isLow = networkPercent <= LowPercent && RealNumber.IsWithin(levelV, bottomV, lowV) && rangeV > MinRangeV;
            if (!isLow || !isCounting || HasMoved())
            {
                isCounting = isLow;
                fallenV = flownPercent = 0f;
                firstRate = rate;
            }
            else if (Stands(fusion.ColdTimes))
            {
                standing = Standing;
            }
        }

        /// <summary>Whether the network fell by more than what flowed and its own error make it fall.</summary>
        private bool HasFallen(SocFusion fusion, float networkPercent, float lastPercent)
        {
            double deviation = fusion.NetworkDeviation(networkPercent), cold = 1.0 + FallCold * (fusion.ColdTimes - 1.0);
            bool isNew = fusion.NetworkRunningS < RunningS || lastPercent - networkPercent > StepPercent || deviation > cold * SurePercent;
            topPercent = isNew || networkPercent > topPercent ? networkPercent : topPercent;
            bool isFallen = topPercent - networkPercent > cold * (FallPercent + FallDeviations * deviation);
            fallenS = isFallen ? fallenS : 0f;
            return fallenS >= FallenS;
        }

        /// <summary>Whether the voltage moved.</summary>
        private bool HasMoved()
        {
            float mostV = MostV, movedV = flownPercent > 0f ? fallenV : -fallenV;
            return movedV > mostV || movedV < -BackTimes * mostV;
        }

        /// <summary>Whether enough has flowed, and the voltage stands whatever a change of the load may hide.</summary>
        private bool Stands(double coldTimes)
        {
            float lessRate = firstRate - rate, times = rate / LoadRate, movedV;
            if (flownPercent > 0f)
            {
                movedV = fallenV + (lessRate > 0f ? AfterV * lessRate : 0f);
            }
            else
            {
                movedV = ChargeAfterV * Size(lessRate) - fallenV;
            }

            return Size(flownPercent) > FlownPercent * (times > 1f ? times : 1f) * coldTimes && movedV <= MostV;
        }

        /// <summary>By how much a voltage that stands moves at most, for what has flowed, volts.</summary>
        private float MostV
        {
            get { return rangeV * (NoiseShare + SlopeShare * Size(flownPercent)); }
        }

        private static float Size(float value)
        {
            return value < 0f ? -value : value;
        }
    }
}
