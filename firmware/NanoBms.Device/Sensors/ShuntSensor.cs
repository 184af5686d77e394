using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// What Texas Instruments' chips that measure at a shunt have in common: addresses by two pins, high byte first, a set-up that is
    /// proven with each reading, and how a reading fails. The current is worked out here from the voltage at the shunt, so nothing of the
    /// chip's own arithmetic has to be set or believed.
    /// </summary>
    public abstract class ShuntSensor : ChipSensor
    {
        // What Convert found; the greatest is compared with by size.
        private const int IsOverflown = 1, IsNew = 2, IsSetUp = 4;

        // "TI".
        private const int Manufacturer = 0x5449;

        private const int LowestAddress = 0x40, HighestAddress = 0x4F;

        // A reading a little early finds no new result yet; so many in a row do not.
        private const int MaxStale = 3;

        private readonly int fullScale;

        /// <summary>Amperes of a step of what is read; volts at the shunt until the chip is connected.</summary>
        protected float StepA;
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
            StepA = shuntStepV;
            this.fullScale = fullScale;
        }

        /// <inheritdoc/>
        public override float RangeA
        {
            get { return fullScale * StepA; }
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
            StepA /= shuntOhm;
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

            // A chip that lost its supply for a moment, or a disturbed register, answers with what may look like a current of 0; a stuck
            // bus reads all zeros or ones. None of them shows the set-up that was written.
            isConfigured = isChip && (state & IsSetUp) != 0;
            if (!isConfigured)
            {
                return Fail(SensorFault.WrongChip,
                    isChip ? Name + " lost its configuration" : "the chip at this address is not an " + Name);
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
            measurement.CurrentA = shunt * StepA;
            return Succeed();
        }

        /// <summary>Whether the chip at the address is the right one, as far as it says what it is.</summary>
        protected abstract bool IsChip();

        /// <summary>Writes the set-up, which begins a new result.</summary>
        protected abstract void SetUp();

        /// <summary>Reads the result that is there, and what there is to say of it.</summary>
        /// <param name="busV">Receives the volts at the bus pin.</param>
        /// <param name="shunt">Receives the steps of the voltage from IN+ to IN-.</param>
        /// <returns>What <see cref="Found"/> makes of it.</returns>
        protected abstract int Convert(ref float busV, ref int shunt);

        /// <summary>Whether registers of two bytes say that the chip is Texas Instruments' and of a kind.</summary>
        /// <param name="manufacturerRegister">Where the manufacturer stands.</param>
        /// <param name="kindRegister">Where the kind stands, above four bits of revision.</param>
        /// <param name="kind">The kind.</param>
        protected bool IsKind(int manufacturerRegister, int kindRegister, int kind)
        {
            return Read(manufacturerRegister, 2) == Manufacturer && (Read(kindRegister, 2) & 0xFFF0) == kind;
        }

        /// <summary>What <see cref="Convert"/> found, in one number.</summary>
        /// <param name="isSetUp">Whether the set-up is as it was written.</param>
        /// <param name="newFlag">Other than 0: a result that nobody has read before.</param>
        /// <param name="overflowFlag">Other than 0: the chip says that a result is beyond what it can hold.</param>
        protected static int Found(bool isSetUp, int newFlag, int overflowFlag)
        {
            return (isSetUp ? IsSetUp : 0) | (newFlag != 0 ? IsNew : 0) | (overflowFlag != 0 ? IsOverflown : 0);
        }
    }
}
