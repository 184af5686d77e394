using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// Recognises a full cell: at or above a voltage it carries hardly any current for a minute, as at the end of a constant-voltage charge
    /// or in the rest after it.
    /// </summary>
    public sealed class FullChargeDetector
    {
        /// <summary>Time in seconds for which the cell must look full.</summary>
        public const float HoldS = 60f;

        private readonly float fullVoltageV, maxCurrentA;
        private double heldS;

        /// <summary>A detector.</summary>
        /// <param name="fullVoltageV">
        /// Voltage of a full cell, volts, such as 4.14 of a 4.2 V lithium-ion cell; not above 0: full is never recognised.
        /// </param>
        /// <param name="tailCurrentA">Current at which its charge ends, amperes; not above 0: full is never recognised.</param>
        public FullChargeDetector(float fullVoltageV, float tailCurrentA)
        {
            this.fullVoltageV = RealNumber.IsPositive(fullVoltageV) ? fullVoltageV : 0f;
            maxCurrentA = RealNumber.IsPositive(tailCurrentA) ? tailCurrentA : 0f;
        }

        /// <summary>
        /// Takes a reading that stands for a time; true where the cell has been full for a minute, and again each further minute.
        /// </summary>
        /// <param name="voltageV">Cell voltage in volts.</param>
        /// <param name="currentA">Current in amperes, discharge negative.</param>
        /// <param name="durationS">Seconds; no number or not above 0: the reading counts for nothing.</param>
        public bool Add(float voltageV, float currentA, float durationS)
        {
            if (!RealNumber.IsPositive(durationS))
            {
                return false;
            }

            bool looksFull = fullVoltageV > 0f && maxCurrentA > 0f
                && RealNumber.IsWithin(voltageV, fullVoltageV, float.MaxValue) && RealNumber.IsWithin(currentA, -maxCurrentA, maxCurrentA);
            heldS = looksFull ? heldS + durationS : 0.0;
            if (heldS < HoldS)
            {
                return false;
            }

            heldS = 0.0;
            return true;
        }

        /// <summary>Serialises how long the cell has looked full.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.SerializeRounded(ref heldS);
        }

        /// <summary>Forgets how long the cell has looked full.</summary>
        public void Reset()
        {
            heldS = 0.0;
        }
    }
}
