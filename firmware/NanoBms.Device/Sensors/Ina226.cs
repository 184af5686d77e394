using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// The INA226 current and voltage sensor (TI datasheet SBOS547). Set so that each value is the mean over about a second: 1024 averages
    /// of 588 us of shunt and 332 us of bus voltage make 0.94 s.
    /// </summary>
    public sealed class Ina226 : ShuntSensor
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

        // Set with each result, and taken back by reading the register it is in.
        private const int ConversionReady = 1 << 3;
        private const int HighestBus = 0x7FFF;

        /// <summary>A sensor.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        public Ina226(IRegisterDevice registers, float shuntOhm)
            : base("INA226", registers, ShuntStepV, shuntOhm)
        {
        }

        /// <inheritdoc/>
        public override bool TryRead(out float busVoltageV, out float currentA)
        {
            busVoltageV = 0f;
            currentA = 0f;
            int configuration = 0, bus = 0, current = 0, flags = 0;
            if (!Configured && !TryConfigure())
            {
                return false;
            }

            if (!Registers.TryRead(Ina226Register.Configuration, out configuration)
                || !Registers.TryRead(Ina226Register.BusVoltage, out bus)
                || !Registers.TryRead(Ina226Register.Current, out current)
                || !Registers.TryRead(Ina226Register.MaskEnable, out flags))
            {
                return NoAnswer();
            }

            // A chip that lost its supply for a moment answers, with reset values that look like a current of 0; a stuck bus reads all zeros
            // or ones. Neither shows the configuration that was written.
            if (configuration != Configuration || bus > HighestBus)
            {
                Configured = false;
                return Fail(SensorFault.WrongChip, "INA226 lost its configuration");
            }

            if (!CheckMeasures((flags & ConversionReady) != 0))
            {
                return false;
            }

            int signed = Signed(current);
            if ((flags & MathOverflow) != 0 || signed == 0x7FFF || signed == -0x8000)
            {
                return OutOfRange();
            }

            busVoltageV = bus * BusStepV;
            currentA = signed * CurrentStepA;
            return Succeed();
        }

        /// <summary>
        /// Whether the chip went on measuring while this program began anew: set up as it should be, which no chip is by itself, and with a mean
        /// that nobody has read yet.
        /// </summary>
        private bool IsRunning()
        {
            int configuration = 0, calibration = 0, flags = 0;
            return Registers.TryRead(Ina226Register.Configuration, out configuration) && configuration == Configuration
                && Registers.TryRead(Ina226Register.Calibration, out calibration) && calibration == Calibration
                && Registers.TryRead(Ina226Register.MaskEnable, out flags) && (flags & ConversionReady) != 0;
        }

        private bool TryConfigure()
        {
            int manufacturer = 0, die = 0;
            if (!Registers.TryRead(Ina226Register.ManufacturerId, out manufacturer) || !Registers.TryRead(Ina226Register.DieId, out die))
            {
                return NoAnswer();
            }

            if (manufacturer != Manufacturer || (die & 0xFFF0) != Die)
            {
                return Fail(SensorFault.WrongChip, "the chip at this address is not an INA226");
            }

            if (IsRunning())
            {
                // Asking took the flag back.
                NoteMeasures();
                Configured = true;
                return true;
            }

            Configured = Registers.TryWrite(Ina226Register.Configuration, Configuration)
                && Registers.TryWrite(Ina226Register.Calibration, Calibration);

            // The first mean is there after a second; until then the registers hold zeros.
            return Configured ? Starting() : NoAnswer();
        }
    }
}
