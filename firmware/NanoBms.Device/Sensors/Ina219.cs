using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// The INA219 current and voltage sensor (TI datasheet SBOS448), the INA226's coarser forerunner: +-320 mV at the shunt in steps of 10 uV.
    /// Set to its longest averaging, 128 conversions of both: a value is the mean of 68 ms in each 137 ms, not of a second. The current is
    /// worked out from the shunt voltage here, so its calibration register is not used.
    /// </summary>
    public sealed class Ina219 : ShuntSensor
    {
        /// <summary>32 V, gain 1/8 (+-320 mV), 128 averages of bus and of shunt, both continuously.</summary>
        public const int Configuration = (1 << 13) | (3 << 11) | (15 << 7) | (15 << 3) | 7;

        private const float ShuntStepV = 1e-5f;
        private const float BusStepV = 4e-3f;
        private const int BusShift = 3;
        private const int FullScaleSteps = 32000;

        // Set with each result, and taken back by reading the power register.
        private const int ConversionReady = 1 << 1;

        /// <summary>A sensor.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        public Ina219(IRegisterDevice registers, float shuntOhm)
            : base("INA219", registers, ShuntStepV, shuntOhm)
        {
        }

        /// <inheritdoc/>
        public override bool TryRead(out float busVoltageV, out float currentA)
        {
            busVoltageV = 0f;
            currentA = 0f;
            int configuration = 0, bus = 0, shunt = 0, power = 0;
            if (!Configured && !IsRunning() && !Registers.TryWrite(Ina219Register.Configuration, Configuration))
            {
                return NoAnswer();
            }

            if (!Registers.TryRead(Ina219Register.Configuration, out configuration)
                || !Registers.TryRead(Ina219Register.BusVoltage, out bus)
                || !Registers.TryRead(Ina219Register.ShuntVoltage, out shunt)
                || !Registers.TryRead(Ina219Register.Power, out power))
            {
                return NoAnswer();
            }

            // The chip has no identity register: that it keeps what was written is all there is to know it by.
            if (configuration != Configuration)
            {
                Configured = false;
                return Fail(SensorFault.WrongChip, "the chip at this address is not an INA219, or lost its configuration");
            }

            if (!Configured)
            {
                Configured = true;
                return Starting();
            }

            if (!CheckMeasures((bus & ConversionReady) != 0))
            {
                return false;
            }

            int signed = Signed(shunt);
            if (signed >= FullScaleSteps || signed <= -FullScaleSteps)
            {
                return OutOfRange();
            }

            busVoltageV = (bus >> BusShift) * BusStepV;
            currentA = signed * CurrentStepA;
            return Succeed();
        }

        /// <summary>Whether the chip went on measuring while this program began anew: set up as it should be, and with a value ready.</summary>
        private bool IsRunning()
        {
            int configuration = 0, bus = 0;
            Configured = Registers.TryRead(Ina219Register.Configuration, out configuration) && configuration == Configuration
                && Registers.TryRead(Ina219Register.BusVoltage, out bus) && (bus & ConversionReady) != 0;
            return Configured;
        }
    }
}
