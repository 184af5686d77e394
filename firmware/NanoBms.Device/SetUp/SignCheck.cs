using NanoBms.Core;

namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// Tells whether IN+ and IN- of the current sensor are swapped: by what the user says that the battery does, and by itself. A
    /// battery's voltage falls as soon as it gives more current (its resistance is above 0), so where voltage and current (discharge
    /// negative) jump in opposite directions, the current has the wrong sign.
    /// </summary>
    internal sealed class SignCheck
    {
        // Below, it may be the sensor's offset.
        private const int MinCurrentMilliA = 30;

        // A jump that is no drift; twice, for the load may be a charger that comes and goes.
        private const int MinStepMilliA = 200, MinStepMilliV = 5, VotesToTell = 2;

        private const int MinVoltageMilliV = 500;

        private Reading before;
        private bool hasBefore;
        private int votes;

        /// <summary>Takes a reading.</summary>
        public void Update(Reading reading)
        {
            int stepMilliA = reading.CurrentMilliA - before.CurrentMilliA, stepMilliV = reading.VoltageMilliV - before.VoltageMilliV;
            if (hasBefore && IsFar(stepMilliA, MinStepMilliA) && IsFar(stepMilliV, MinStepMilliV))
            {
                bool isSwapped = (stepMilliA > 0) != (stepMilliV > 0);
                votes = isSwapped ? (votes < VotesToTell ? votes + 1 : votes) : 0;
            }

            before = reading;
            hasBefore = true;
        }

        /// <summary>A sentence on what the last reading shows of the wiring; empty: nothing.</summary>
        /// <param name="doing">What the battery does, by the user: "load", "charge", or anything else where he does not say.</param>
        public string Hint(string doing)
        {
            int milliA = before.CurrentMilliA;
            bool isLoad = doing == "load", isCharge = doing == "charge";
            if (before.VoltageMilliV < MinVoltageMilliV)
            {
                return "No voltage: VBUS of the current sensor does not see the battery's plus.";
            }

            if ((isLoad && milliA > MinCurrentMilliA) || (isCharge && milliA < -MinCurrentMilliA)
                || (!isLoad && !isCharge && votes >= VotesToTell))
            {
                return "The sense wires are swapped: current is negative while a load is on, and here it is the other way round."
                    + " Swap IN+ and IN- at the shunt, or change the tick at \"Current reversed\".";
            }

            if ((isLoad || isCharge) && !IsFar(milliA, MinCurrentMilliA))
            {
                return "Next to no current: does all of it flow through the shunt, and is the shunt's value right?";
            }

            return isLoad || isCharge ? "The sign of the current is right." : "";
        }

        private static bool IsFar(int value, int least)
        {
            return value >= least || value <= -least;
        }
    }
}
