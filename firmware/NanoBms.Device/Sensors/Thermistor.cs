using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// An NTC thermistor from the supply to the ADC pin, a resistor from the pin to ground. This way round, with 10 kOhm over 5.6 kOhm,
    /// -20..65 degC lie within the 150..2450 mV in which an ESP32's ADC can be trusted. Only the share of the supply counts; where a second
    /// channel measures half of that supply, the ADC's own scale and the supply's drift cancel out.
    /// </summary>
    public sealed class Thermistor
    {
        private const double KelvinAt0C = 273.15;
        private const double KelvinAt25C = 298.15;

        // Beyond these shares of the supply no temperature of a battery lies, but a broken or shorted wire does.
        private const float OpenShare = 0.01f, ShortShare = 0.97f;

        // The supply channel sees half the supply; below a tenth of the ADC's range it is not connected.
        private const float SupplyDivider = 0.5f, LeastSupply = 0.1f;

        private readonly IAnalogInput input, supply;
        private readonly float fullScalePerSupply, resistorOhm, nominalOhm, beta, steinhartA, steinhartB, steinhartC;

        /// <summary>A thermistor.</summary>
        /// <param name="input">The ADC channel at the pin.</param>
        /// <param name="supply">The channel at the middle of two equal resistors across the divider's supply; null: the supply is taken as set.</param>
        /// <param name="settings">Divider and NTC: R = nominal * exp(beta * (1/T - 1/298.15 K)), or 1/T = A + B ln R + C (ln R)^3.</param>
        public Thermistor(IAnalogInput input, IAnalogInput supply, DeviceSettings settings)
        {
            this.input = input;
            this.supply = supply;
            fullScalePerSupply = settings.AdcFullScalePerSupply;
            resistorOhm = settings.ThermistorResistorOhm;
            nominalOhm = settings.ThermistorNominalOhm;
            beta = settings.ThermistorBeta;
            steinhartA = settings.ThermistorSteinhartA;
            steinhartB = settings.ThermistorSteinhartB;
            steinhartC = settings.ThermistorSteinhartC;
        }

        /// <summary>Why the last reading failed; empty after a good one.</summary>
        public string Fault { get; private set; } = "";

        /// <summary>Reads the temperature; false, with <see cref="Fault"/>, where that fails.</summary>
        public bool TryRead(out float temperatureC)
        {
            temperatureC = 0f;
            float share;
            if (!TryReadShare(out share))
            {
                return false;
            }

            if (!RealNumber.IsWithin(share, OpenShare, ShortShare))
            {
                Fault = share < OpenShare ? "thermistor is open" : "thermistor is shorted";
                return false;
            }

            double ohm = resistorOhm * (1.0 / share - 1.0);
            double inverseKelvin = InverseKelvin(ohm);
            if (!RealNumber.IsPositive(inverseKelvin))
            {
                Fault = "thermistor's coefficients give no temperature";
                return false;
            }

            temperatureC = (float)(1.0 / inverseKelvin - KelvinAt0C);
            Fault = "";
            return true;
        }

        private bool TryReadShare(out float share)
        {
            int raw = 0, rawSupply = 0;
            share = 0f;
            if (!input.TryRead(out raw) || (supply != null && !supply.TryRead(out rawSupply)))
            {
                Fault = "ADC does not answer";
                return false;
            }

            if (supply == null)
            {
                share = raw * fullScalePerSupply / input.MaxValue;
                return true;
            }

            if (rawSupply < LeastSupply * supply.MaxValue)
            {
                Fault = "supply of the thermistor is not there";
                return false;
            }

            share = raw * SupplyDivider / rawSupply;
            return true;
        }

        private double InverseKelvin(double ohm)
        {
            if (steinhartA == 0f)
            {
                return 1.0 / KelvinAt25C + Math.Log(ohm / nominalOhm) / beta;
            }

            // Steinhart and Hart, Deep-Sea Research 15 (1968).
            double log = Math.Log(ohm);
            return steinhartA + steinhartB * log + steinhartC * log * log * log;
        }
    }
}
