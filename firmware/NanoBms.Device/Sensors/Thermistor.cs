using System;

namespace NanoBms.Device
{
    /// <summary>
    /// An NTC thermistor from the supply to the ADC pin, a resistor from the pin to ground. This way round, with 10 kOhm over 5.6 kOhm,
    /// -20..65 degC lie within the 150..2450 mV in which an ESP32's ADC can be trusted.
    /// </summary>
    public sealed class Thermistor
    {
        private const double KelvinAt0C = 273.15;
        private const double KelvinAt25C = 298.15;

        // Beyond these shares of the supply no temperature of a battery lies, but a broken or shorted wire does.
        private const float OpenShare = 0.01f, ShortShare = 0.97f;

        private readonly IAnalogInput input;
        private readonly float fullScalePerSupply, resistorOhm, nominalOhm, beta;

        /// <summary>A thermistor.</summary>
        /// <param name="input">The ADC channel at the pin.</param>
        /// <param name="fullScalePerSupply">The ADC's full scale divided by the divider's supply.</param>
        /// <param name="resistorOhm">Resistor to ground.</param>
        /// <param name="nominalOhm">The NTC's resistance at 25 degC.</param>
        /// <param name="beta">The NTC's beta in kelvins: R = nominal * exp(beta * (1/T - 1/298.15 K)).</param>
        public Thermistor(IAnalogInput input, float fullScalePerSupply, float resistorOhm, float nominalOhm, float beta)
        {
            if (!(fullScalePerSupply > 0f) || !(resistorOhm > 0f) || !(nominalOhm > 0f) || !(beta > 0f))
            {
                throw new ArgumentException("Full scale, resistances and beta of the thermistor must be above 0.");
            }

            this.input = input;
            this.fullScalePerSupply = fullScalePerSupply;
            this.resistorOhm = resistorOhm;
            this.nominalOhm = nominalOhm;
            this.beta = beta;
        }

        /// <summary>Why the last reading failed; empty after a good one.</summary>
        public string Fault { get; private set; } = "";

        /// <summary>Reads the temperature; false, with <see cref="Fault"/>, where that fails.</summary>
        public bool TryRead(out float temperatureC)
        {
            temperatureC = 0f;
            int raw = 0;
            if (!input.TryRead(out raw))
            {
                Fault = "ADC does not answer";
                return false;
            }

            float share = raw * fullScalePerSupply / input.MaxValue;
            if (share < OpenShare || share > ShortShare)
            {
                Fault = share < OpenShare ? "thermistor is open" : "thermistor is shorted";
                return false;
            }

            double ohm = resistorOhm * (1.0 / share - 1.0);
            temperatureC = (float)(1.0 / (1.0 / KelvinAt25C + Math.Log(ohm / nominalOhm) / beta) - KelvinAt0C);
            Fault = "";
            return true;
        }
    }
}
