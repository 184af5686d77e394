using System;

namespace NanoBms.Device
{
    /// <summary>
    /// The INA226 current and voltage sensor (TI datasheet SBOS547). Set so that each value is the mean over about a second: 1024 averages
    /// of 588 us of shunt and 332 us of bus voltage make 0.94 s.
    /// </summary>
    public sealed class Ina226
    {
        /// <summary>What <see cref="Ina226Register.ManufacturerId"/> reads.</summary>
        public const int Manufacturer = 0x5449;

        /// <summary>What <see cref="Ina226Register.DieId"/> reads; the low four bits are the revision.</summary>
        public const int Die = 0x2260;

        /// <summary>1024 averages, bus 332 us, shunt 588 us, both continuously.</summary>
        public const int Configuration = 0x4000 | (7 << 9) | (2 << 6) | (3 << 3) | 7;

        /// <summary>
        /// The calibration that makes a step of the current register one step of the shunt register: 0.00512 / (2.5 uV / R * R).
        /// </summary>
        public const int Calibration = 2048;

        private const float ShuntStepV = 2.5e-6f;
        private const float BusStepV = 1.25e-3f;
        private const int MathOverflow = 1 << 2;

        private readonly IRegisterDevice registers;
        private readonly float currentStepA;
        private bool configured;

        /// <summary>A sensor.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        public Ina226(IRegisterDevice registers, float shuntOhm)
        {
            if (!(shuntOhm > 0f))
            {
                throw new ArgumentException("The shunt must be above 0 ohms.");
            }

            this.registers = registers;
            currentStepA = ShuntStepV / shuntOhm;
        }

        /// <summary>Why the last reading failed; empty after a good one.</summary>
        public string Fault { get; private set; } = "";

        /// <summary>Reads both; false, with <see cref="Fault"/>, where that fails. Sets the chip up where it is new or was reset.</summary>
        /// <param name="busVoltageV">Volts at the bus pin.</param>
        /// <param name="currentA">Amperes from IN+ to IN-.</param>
        public bool TryRead(out float busVoltageV, out float currentA)
        {
            busVoltageV = 0f;
            currentA = 0f;
            int bus = 0, current = 0, flags = 0;
            if (!configured && !TryConfigure())
            {
                return false;
            }

            if (!registers.TryRead(Ina226Register.BusVoltage, out bus)
                || !registers.TryRead(Ina226Register.Current, out current)
                || !registers.TryRead(Ina226Register.MaskEnable, out flags))
            {
                configured = false;
                return Fail("INA226 does not answer");
            }

            int signed = current >= 0x8000 ? current - 0x10000 : current;
            if ((flags & MathOverflow) != 0 || signed == 0x7FFF || signed == -0x8000)
            {
                return Fail("current is beyond the shunt's range");
            }

            busVoltageV = bus * BusStepV;
            currentA = signed * currentStepA;
            Fault = "";
            return true;
        }

        private bool TryConfigure()
        {
            int manufacturer = 0, die = 0;
            if (!registers.TryRead(Ina226Register.ManufacturerId, out manufacturer) || !registers.TryRead(Ina226Register.DieId, out die))
            {
                return Fail("INA226 does not answer");
            }

            if (manufacturer != Manufacturer || (die & 0xFFF0) != Die)
            {
                return Fail("the chip at this address is not an INA226");
            }

            configured = registers.TryWrite(Ina226Register.Configuration, Configuration)
                && registers.TryWrite(Ina226Register.Calibration, Calibration);

            // The first mean is there after a second; until then the registers hold zeros.
            return Fail(configured ? "INA226 is taking its first reading" : "INA226 does not answer");
        }

        private bool Fail(string fault)
        {
            Fault = fault;
            return false;
        }
    }
}
