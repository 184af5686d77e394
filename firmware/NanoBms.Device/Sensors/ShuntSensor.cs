using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>What the chips that measure at a shunt have in common: the shunt, the registers, how a reading fails.</summary>
    public abstract class ShuntSensor : ICurrentSensor
    {
        // A reading a little early finds no new result yet; so many in a row do not.
        private const int MostStale = 3;

        private readonly string name;
        private int stale;

        /// <summary>A sensor.</summary>
        /// <param name="name">The chip's name, for what is said of a failure.</param>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntStepV">Volts at the shunt of a step of what is read.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        /// <exception cref="ArgumentException">The shunt is not above 0.</exception>
        protected ShuntSensor(string name, IRegisterDevice registers, float shuntStepV, float shuntOhm)
        {
            if (!RealNumber.IsPositive(shuntOhm))
            {
                throw new ArgumentException("The shunt must be above 0 ohms.");
            }

            this.name = name;
            Registers = registers;
            CurrentStepA = shuntStepV / shuntOhm;
        }

        /// <inheritdoc/>
        public string Fault { get; private set; } = "";

        /// <inheritdoc/>
        public SensorFault FaultKind { get; private set; }

        /// <summary>The chip on the bus.</summary>
        protected IRegisterDevice Registers { get; }

        /// <summary>Amperes of a step of what is read.</summary>
        protected float CurrentStepA { get; }

        /// <summary>Whether the chip is set up.</summary>
        protected bool Configured { get; set; }

        /// <inheritdoc/>
        public abstract bool TryRead(out float busVoltageV, out float currentA);

        /// <summary>A register's 16 bits as a signed number.</summary>
        protected static int Signed(int register)
        {
            return register >= 0x8000 ? register - 0x10000 : register;
        }

        /// <summary>
        /// Takes note of whether there was a new result since the reading before; false, with the fault, where there has been none for long. Then the
        /// chip is set up anew, and not believed before it measures.
        /// </summary>
        protected bool CheckMeasures(bool hasNewResult)
        {
            stale = hasNewResult ? 0 : (stale < MostStale ? stale + 1 : stale);
            if (stale < MostStale)
            {
                return true;
            }

            Configured = false;
            return Fail(SensorFault.Stopped, name + " measures no more");
        }

        /// <summary>Takes note of a new result whose flag was read already.</summary>
        protected void NoteMeasures()
        {
            stale = 0;
        }

        /// <summary>Takes note of a good reading.</summary>
        protected bool Succeed()
        {
            Fault = "";
            FaultKind = SensorFault.None;
            return true;
        }

        /// <summary>Takes note of a chip that does not answer.</summary>
        protected bool NoAnswer()
        {
            return Fail(SensorFault.NoAnswer, name + " does not answer");
        }

        /// <summary>Takes note of a chip that was set up just now.</summary>
        protected bool Starting()
        {
            return Fail(SensorFault.Starting, name + " is taking its first reading");
        }

        /// <summary>Takes note of a current that the shunt or the chip cannot show.</summary>
        protected bool OutOfRange()
        {
            return Fail(SensorFault.OutOfRange, "current is beyond the shunt's range");
        }

        /// <summary>Takes note of a failure.</summary>
        protected bool Fail(SensorFault kind, string fault)
        {
            FaultKind = kind;
            Fault = fault;
            return false;
        }
    }
}
