using System;

namespace NanoBms.Device
{
    /// <summary>
    /// The INA219 current and voltage sensor (TI datasheet SBOS448), the INA226's coarser forerunner: +-320 mV at the shunt in steps of 10 uV.
    /// Set to its longest averaging, 128 conversions of both: a value is the mean of 68 ms in each 137 ms, not of a second. The current is
    /// worked out from the shunt voltage here, so its calibration register is not used.
    /// </summary>
    public sealed class Ina219 : ICurrentSensor
    {
        /// <summary>32 V, gain 1/8 (+-320 mV), 128 averages of bus and of shunt, both continuously.</summary>
        public const int Configuration = (1 << 13) | (3 << 11) | (15 << 7) | (15 << 3) | 7;

        private const float ShuntStepV = 1e-5f;
        private const float BusStepV = 4e-3f;
        private const int BusShift = 3;
        private const int FullScaleSteps = 32000;

        private readonly IRegisterDevice registers;
        private readonly float currentStepA;
        private bool configured;

        /// <summary>A sensor.</summary>
        /// <param name="registers">The chip on the bus.</param>
        /// <param name="shuntOhm">The shunt in ohms, above 0.</param>
        public Ina219(IRegisterDevice registers, float shuntOhm)
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
            int configuration = 0, bus = 0, shunt = 0;
            if (!configured && !registers.TryWrite(Ina219Register.Configuration, Configuration))
            {
                return NoAnswer();
            }

            if (!registers.TryRead(Ina219Register.Configuration, out configuration)
                || !registers.TryRead(Ina219Register.BusVoltage, out bus)
                || !registers.TryRead(Ina219Register.ShuntVoltage, out shunt))
            {
                return NoAnswer();
            }

            // The chip has no identity register: that it keeps what was written is all there is to know it by.
            if (configuration != Configuration)
            {
                configured = false;
                return Fail(SensorFault.WrongChip, "the chip at this address is not an INA219, or lost its configuration");
            }

            if (!configured)
            {
                configured = true;
                return Fail(SensorFault.Starting, "INA219 is taking its first reading");
            }

            int signed = shunt >= 0x8000 ? shunt - 0x10000 : shunt;
            if (signed >= FullScaleSteps || signed <= -FullScaleSteps)
            {
                return Fail(SensorFault.OutOfRange, "current is beyond the shunt's range");
            }

            busVoltageV = (bus >> BusShift) * BusStepV;
            currentA = signed * currentStepA;
            Fault = "";
            FaultKind = SensorFault.None;
            return true;
        }

        private bool NoAnswer()
        {
            return Fail(SensorFault.NoAnswer, "INA219 does not answer");
        }

        private bool Fail(SensorFault kind, string fault)
        {
            FaultKind = kind;
            Fault = fault;
            return false;
        }
    }
}
