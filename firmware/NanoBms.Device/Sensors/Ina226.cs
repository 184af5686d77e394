using System;

namespace NanoBms.Device
{
    /// <summary>
    /// The INA226 current and voltage sensor (TI datasheet SBOS547). Set so that each value is the mean over about a second: 1024 averages
    /// of 588 us of shunt and 332 us of bus voltage make 0.94 s.
    /// </summary>
    public sealed class Ina226 : ICurrentSensor
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
        private const int HighestBus = 0x7FFF;

        private readonly IRegisterDevice registers;
        private readonly float currentStepA;
        private bool configured;

        /// <summary>A sensor.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        public Ina226(IRegisterDevice registers, float shuntOhm)
        {
            // In nanoCLR's comparisons NaN can pass for the greater number.
            if (float.IsNaN(shuntOhm) || shuntOhm <= 0f)
            {
                throw new ArgumentException("The shunt must be above 0 ohms.");
            }

            this.registers = registers;
            currentStepA = ShuntStepV / shuntOhm;
        }

        /// <inheritdoc/>
        public string Fault { get; private set; } = "";

        /// <inheritdoc/>
        public SensorFault FaultKind { get; private set; }

        /// <inheritdoc/>
        public bool TryRead(out float busVoltageV, out float currentA)
        {
            busVoltageV = 0f;
            currentA = 0f;
            int configuration = 0, bus = 0, current = 0, flags = 0;
            if (!configured && !TryConfigure())
            {
                return false;
            }

            if (!registers.TryRead(Ina226Register.Configuration, out configuration)
                || !registers.TryRead(Ina226Register.BusVoltage, out bus)
                || !registers.TryRead(Ina226Register.Current, out current)
                || !registers.TryRead(Ina226Register.MaskEnable, out flags))
            {
                return NoAnswer();
            }

            // A chip that lost its supply for a moment answers, with reset values that look like a current of 0; a stuck bus reads all zeros
            // or ones. Neither shows the configuration that was written.
            if (configuration != Configuration || bus > HighestBus)
            {
                configured = false;
                return Fail(SensorFault.WrongChip, "INA226 lost its configuration");
            }

            int signed = current >= 0x8000 ? current - 0x10000 : current;
            if ((flags & MathOverflow) != 0 || signed == 0x7FFF || signed == -0x8000)
            {
                return Fail(SensorFault.OutOfRange, "current is beyond the shunt's range");
            }

            busVoltageV = bus * BusStepV;
            currentA = signed * currentStepA;
            Fault = "";
            FaultKind = SensorFault.None;
            return true;
        }

        private bool TryConfigure()
        {
            int manufacturer = 0, die = 0;
            if (!registers.TryRead(Ina226Register.ManufacturerId, out manufacturer) || !registers.TryRead(Ina226Register.DieId, out die))
            {
                return NoAnswer();
            }

            if (manufacturer != Manufacturer || (die & 0xFFF0) != Die)
            {
                return Fail(SensorFault.WrongChip, "the chip at this address is not an INA226");
            }

            configured = registers.TryWrite(Ina226Register.Configuration, Configuration)
                && registers.TryWrite(Ina226Register.Calibration, Calibration);

            // The first mean is there after a second; until then the registers hold zeros.
            return configured ? Fail(SensorFault.Starting, "INA226 is taking its first reading") : NoAnswer();
        }

        private bool NoAnswer()
        {
            return Fail(SensorFault.NoAnswer, "INA226 does not answer");
        }

        private bool Fail(SensorFault kind, string fault)
        {
            FaultKind = kind;
            Fault = fault;
            return false;
        }
    }
}
