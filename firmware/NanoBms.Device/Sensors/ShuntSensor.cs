using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// What Texas Instruments' chips that measure at a shunt have in common: addresses by two pins, high byte first, a set-up that is proven with
    /// each reading, and how a reading fails. The current is worked out here from the voltage at the shunt, so nothing of the chip's own
    /// arithmetic has to be set or believed.
    /// </summary>
    public abstract class ShuntSensor : ChipSensor
    {
        /// <summary>What <see cref="Convert"/> found: the chip says that a result is beyond what it can hold.</summary>
        protected const int IsOverflown = 1;

        /// <summary>What <see cref="Convert"/> found: a result that nobody has read before.</summary>
        protected const int IsNew = 2;

        /// <summary>What <see cref="Convert"/> found: the set-up is as it was written.</summary>
        protected const int IsSetUp = 4;

        /// <summary>What the register of the manufacturer reads, where a chip has one: "TI".</summary>
        protected const int Manufacturer = 0x5449;

        private const int LowestAddress = 0x40, HighestAddress = 0x4F;

        // A reading a little early finds no new result yet; so many in a row do not.
        private const int MaxStale = 3;

        private readonly int fullScale;

        // Volts at the shunt of a step until it is connected, amperes from then on.
        private float step;
        private bool isConfigured;

        // Readings without a new result; below 0 until the first result after the set-up.
        private int stale;

        /// <summary>A chip that is not connected yet.</summary>
        /// <param name="name">The chip's name.</param>
        /// <param name="shuntStepV">Volts at the shunt of a step of what is read.</param>
        /// <param name="fullScale">Steps at and beyond which what is read is the end of the range, either way.</param>
        protected ShuntSensor(string name, float shuntStepV, int fullScale)
            : base(name, LowestAddress, HighestAddress, false)
        {
            step = shuntStepV;
            this.fullScale = fullScale;
        }

        /// <inheritdoc/>
        public override float RangeA
        {
            get { return fullScale * step; }
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The shunt is not above 0.</exception>
        public override void Connect(IRegisterDevice registers, float shuntOhm)
        {
            if (!RealNumber.IsPositive(shuntOhm))
            {
                throw new ArgumentException("The shunt must be above 0 ohms.");
            }

            base.Connect(registers, shuntOhm);
            step /= shuntOhm;
        }

        /// <inheritdoc/>
        public override bool TryRead(Measurement measurement)
        {
            IsLost = false;
            bool isChip = isConfigured || IsChip();
            float busV = 0f;
            int shunt = 0;
            int state = Convert(ref busV, ref shunt);

            // A chip that went on measuring while this program began anew shows a set-up that no chip has by itself, and a new result.
            if (isChip && !isConfigured && state < (IsSetUp | IsNew))
            {
                SetUp();
                stale = -MaxStale;
                state = Convert(ref busV, ref shunt) & IsSetUp;
            }

            // Reading a flag takes it back, also where another transfer gets lost.
            if ((state & IsNew) != 0)
            {
                stale = 0;
            }

            if (IsLost)
            {
                return NoAnswer();
            }

            // A chip that lost its supply for a moment, or a disturbed register, answers with what may look like a current of 0; a stuck bus reads
            // all zeros or ones. None of them shows the set-up that was written.
            isConfigured = isChip && (state & IsSetUp) != 0;
            if (!isConfigured)
            {
                return Fail(SensorFault.WrongChip, isChip ? Name + " lost its configuration" : "the chip at this address is not an " + Name);
            }

            if ((state & IsNew) == 0 && (++stale == 0 || stale == MaxStale))
            {
                isConfigured = false;
                return Fail(SensorFault.Stopped, Name + " measures no more");
            }

            if (stale < 0)
            {
                return Fail(SensorFault.Starting, Name + " is taking its first reading");
            }

            if ((state & IsOverflown) != 0 || shunt >= fullScale || shunt <= -fullScale)
            {
                return Fail(SensorFault.OutOfRange, "current is beyond the shunt's range");
            }

            measurement.VoltageV = busV;
            measurement.CurrentA = shunt * step;
            return Succeed();
        }

        /// <summary>Whether the chip at the address is the right one, as far as it says what it is.</summary>
        protected abstract bool IsChip();

        /// <summary>Writes the set-up, which begins a new result.</summary>
        protected abstract void SetUp();

        /// <summary>Reads the result that is there, and what there is to say of it.</summary>
        /// <param name="busV">Receives the volts at the bus pin.</param>
        /// <param name="shunt">Receives the steps of the voltage from IN+ to IN-.</param>
        /// <returns>A sum of <see cref="IsSetUp"/>, <see cref="IsNew"/>, <see cref="IsOverflown"/>.</returns>
        protected abstract int Convert(ref float busV, ref int shunt);
    }
}
