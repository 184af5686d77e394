using System;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Sensors
{
    /// <summary>
    /// An NTC thermistor from the supply to the ADC pin, a resistor from the pin to ground. This way round, with 10 kOhm over 5.6 kOhm,
    /// -20..65 degC lie within the 150..2450 mV in which an ESP32's ADC can be trusted. Only the share of the supply counts; where a second
    /// channel measures half of that supply, the ADC's own scale and the supply's drift cancel out. It stands in for a chip that gives no
    /// temperature of the battery, or for a thermistor before it that failed.
    /// </summary>
    public sealed class Thermistor : Sensor
    {
        private const double KelvinAt0C = 273.15;
        private const double KelvinAt25C = 298.15;

        // Beyond these shares of the supply no temperature of a battery lies, but a broken or shorted wire does.
        private const float OpenShare = 0.01f, ShortShare = 0.97f;

        // The supply channel sees half the supply; below a tenth of the ADC's range it is not connected.
        private const float SupplyDivider = 0.5f, MinSupply = 0.1f;

        private readonly IAnalogInput input, supply;
        private readonly float fullScalePerSupply, resistorOhm;
        private double a, b, c;

        /// <summary>A thermistor without a curve: <see cref="SetBeta"/> or <see cref="SetSteinhart"/> gives it one.</summary>
        /// <param name="input">The ADC channel at the pin.</param>
        /// <param name="supply">
        /// The channel at the middle of two equal resistors across the divider's supply; null: the supply is taken as set.
        /// </param>
        /// <param name="fullScalePerSupply">The ADC's full scale divided by the divider's supply.</param>
        /// <param name="resistorOhm">Resistor from the pin to ground, ohms, above 0.</param>
        public Thermistor(IAnalogInput input, IAnalogInput supply, float fullScalePerSupply, float resistorOhm)
        {
            this.input = input;
            this.supply = supply;
            this.fullScalePerSupply = fullScalePerSupply;
            this.resistorOhm = resistorOhm;
        }

        /// <summary>R = nominal * exp(beta * (1/T - 1/298.15 K)), which is Steinhart and Hart's equation with C = 0.</summary>
        /// <param name="nominalOhm">The NTC at 25 degC, ohms, above 0.</param>
        /// <param name="beta">Its beta, kelvins, above 0.</param>
        public void SetBeta(float nominalOhm, float beta)
        {
            b = 1.0 / beta;
            a = 1.0 / KelvinAt25C - Math.Log(nominalOhm) * b;
            c = 0.0;
        }

        /// <summary>1/T = A + B ln R + C (ln R)^3 (Steinhart and Hart, Deep-Sea Research 15, 1968), for ohms and kelvins.</summary>
        public void SetSteinhart(float a, float b, float c)
        {
            this.a = a;
            this.b = b;
            this.c = c;
        }

        /// <inheritdoc/>
        public override bool TryRead(Measurement measurement)
        {
            if (!float.IsNaN(measurement.TemperatureC))
            {
                return Succeed();
            }

            float share;
            if (!TryReadShare(out share))
            {
                return false;
            }

            if (!RealNumber.IsWithin(share, OpenShare, ShortShare))
            {
                return Fail(SensorFault.OutOfRange, share < OpenShare ? "thermistor is open" : "thermistor is shorted");
            }

            double log = Math.Log(resistorOhm * (1.0 / share - 1.0));
            double inverseKelvin = a + b * log + c * log * log * log;
            if (!RealNumber.IsPositive(inverseKelvin))
            {
                return Fail(SensorFault.OutOfRange, "thermistor's coefficients give no temperature");
            }

            measurement.TemperatureC = (float)(1.0 / inverseKelvin - KelvinAt0C);
            return Succeed();
        }

        private bool TryReadShare(out float share)
        {
            int raw = 0, rawSupply = 0;
            share = 0f;
            if (!input.TryRead(out raw) || (supply != null && !supply.TryRead(out rawSupply)))
            {
                return Fail(SensorFault.Stopped, "ADC does not answer");
            }

            if (supply == null)
            {
                share = raw * fullScalePerSupply / input.MaxValue;
                return true;
            }

            if (rawSupply < MinSupply * supply.MaxValue)
            {
                return Fail(SensorFault.Stopped, "supply of the thermistor is not there");
            }

            share = raw * SupplyDivider / rawSupply;
            return true;
        }
    }
}
