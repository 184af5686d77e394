using NanoBms.Device.Hardware;
using NanoBms.Device.Sensors;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Accuracy;

/// <summary>A cause of a measuring error, at its greatest, or several of them.</summary>
/// <param name="Name">In words, with its size.</param>
/// <param name="Variants">Ways to give signs to the error: 2 for a single cause.</param>
/// <param name="Apply">The readings (V, A, degC) as the gauge takes them in a variant, 0 and up.</param>
public sealed record SensorError(string Name, int Variants, Func<(float V, float A, float C), int, (float V, float A, float C)> Apply)
{
    private const double KelvinAt0C = 273.15, KelvinAt25C = 298.15;
    private const int CurrentCauses = 3, VoltageCauses = 2;

    /// <summary>
    /// The board's causes, and all of them together: the causes of one quantity all with the same effect, the three quantities in all eight
    /// combinations of signs.
    /// </summary>
    public static IReadOnlyList<SensorError> Of(Wiring wiring)
    {
        SensorErrorWiring chip = wiring.SensorErrors;
        ShuntWiring shunt = wiring.Shunt;
        ThermistorWiring ntc = wiring.Thermistor;
        double offsetA = chip.ShuntOffsetMicroV * 1e-6 / shunt.Ohm;
        SensorError[] single =
        [
            Current($"shunt tolerance, {Text(shunt.TolerancePercent)} %", (a, sign) => a * (1 + sign * shunt.TolerancePercent / 100)),
            Current(
                $"{wiring.Sensor.Chip} shunt offset, {Text(chip.ShuntOffsetMicroV)} uV = {Text(offsetA * 1000)} mA",
                (a, sign) => a + sign * offsetA),
            Current(
                $"{wiring.Sensor.Chip} shunt gain, {Text(chip.ShuntGainPercent)} %",
                (a, sign) => a * (1 + sign * chip.ShuntGainPercent / 100)),
            Voltage(
                $"{wiring.Sensor.Chip} bus offset, {Text(chip.BusOffsetMilliV)} mV", (v, sign) => v + sign * chip.BusOffsetMilliV / 1000),
            Voltage(
                $"{wiring.Sensor.Chip} bus gain, {Text(chip.BusGainPercent)} %", (v, sign) => v * (1 + sign * chip.BusGainPercent / 100)),

            // A greater share reads as warmer; so does an NTC of less resistance, and, in the cold, of less beta.
            Temperature($"ADC, {Text(chip.AdcPercent)} % of the reading", ntc, (1, 1, 1, 1 + chip.AdcPercent / 100)),
            Temperature($"NTC at 25 degC, {Text(ntc.NominalTolerancePercent)} %", ntc, (1 - ntc.NominalTolerancePercent / 100, 1, 1, 1)),
            Temperature($"NTC beta, {Text(ntc.BetaTolerancePercent)} %", ntc, (1, 1 - ntc.BetaTolerancePercent / 100, 1, 1)),
            Temperature($"divider resistor, {Text(ntc.DividerTolerancePercent)} %", ntc, (1, 1, 1 + ntc.DividerTolerancePercent / 100, 1)),
        ];
        return [.. single, new SensorError("all at once, worst signs", 8, (reading, variant) =>
        {
            (float V, float A, float C) result = reading;
            for (int k = 0; k < single.Length; k++)
            {
                int quantity = k < CurrentCauses ? 0 : k < CurrentCauses + VoltageCauses ? 1 : 2;
                result = single[k].Apply(result, (variant >> quantity) & 1);
            }

            return result;
        })];
    }

    private static SensorError Current(string name, Func<double, int, double> change) =>
        new(name, 2, (reading, variant) => reading with { A = (float)change(reading.A, Sign(variant)) });

    private static SensorError Voltage(string name, Func<double, int, double> change) =>
        new(name, 2, (reading, variant) => reading with { V = (float)change(reading.V, Sign(variant)) });

    // The true temperature sets the true parts' share of the supply; the firmware's thermistor reads it with the nominal values.
    private static SensorError Temperature(
        string name, ThermistorWiring ntc, (double Nominal, double Beta, double Divider, double Adc) factors)
    {
        var input = new ShareInput();
        var thermistor = new Thermistor(input, null, 1f, (float)ntc.DividerOhm);
        thermistor.SetBeta((float)ntc.NominalOhm, (float)ntc.BetaK);
        var measurement = new Measurement();
        return new(name, 2, (reading, variant) =>
        {
            double Factor(double factor) => 1 + Sign(variant) * (factor - 1);
            double nominal = ntc.NominalOhm * Factor(factors.Nominal), beta = ntc.BetaK * Factor(factors.Beta),
                divider = ntc.DividerOhm * Factor(factors.Divider);
            double ohm = nominal * Math.Exp(beta * (1 / (reading.C + KelvinAt0C) - 1 / KelvinAt25C));
            input.Share = divider / (divider + ohm) * Factor(factors.Adc);
            measurement.Clear();
            return thermistor.TryRead(measurement)
                ? reading with { C = measurement.TemperatureC }
                : throw new InvalidOperationException(thermistor.Fault);
        });
    }

    private static int Sign(int variant) => variant == 0 ? 1 : -1;

    private static string Text(double value) => FormattableString.Invariant($"{value:0.###}");

    // Finer than the ESP32's 12 bits: rounding is not what is looked at.
    private sealed class ShareInput : IAnalogInput
    {
        public double Share { get; set; }

        public int MaxValue => 1_000_000;

        public bool TryRead(out int raw)
        {
            raw = (int)Math.Round(Share * MaxValue);
            return true;
        }
    }
}
