using NanoBms.Device.Sensors;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Sensors;

public sealed class ThermistorTests
{
    private readonly AnalogPin pin = new();

    // R = 10 kOhm * exp(3950 K * (1/T - 1/298.15 K)), worked out outside this project.
    [Theory]
    [InlineData(-20.0, 105384.7)]
    [InlineData(0.0, 33620.6)]
    [InlineData(25.0, 10000.0)]
    [InlineData(60.0, 2486.2)]
    public void Beta_gives_the_temperature(double temperatureC, double ohm)
    {
        pin.SetOhm(ohm, 5600);
        Assert.Equal(temperatureC, Read(ByBeta()), 0.4);
    }

    // The Vishay NTCLE100E3 10 kOhm: 32,554 Ohm at 0 degC, 10,000 at 25, 3,605 at 50 (datasheet table).
    [Theory]
    [InlineData(0.0, 32554.0)]
    [InlineData(25.0, 10000.0)]
    [InlineData(50.0, 3605.0)]
    public void Steinhart_Hart_is_used_where_its_coefficients_are_set(double temperatureC, double ohm)
    {
        var thermistor = new Thermistor(pin, null, 1f, 5600f);
        thermistor.SetSteinhart(1.1384e-3f, 2.3245e-4f, 9.489e-8f);
        pin.SetOhm(ohm, 5600);
        Assert.Equal(temperatureC, Read(thermistor), 0.5);
    }

    [Fact]
    public void A_measured_supply_cancels_its_own_droop()
    {
        var supply = new AnalogPin();
        var thermistor = ByBeta(supply);
        foreach (double droop in (double[])[1.0, 0.9, 0.8])
        {
            pin.SetOhm(10000, 5600, droop);
            supply.Share = 0.5 * droop;
            Assert.Equal(25.0, Read(thermistor), 0.1);
        }

        supply.Share = 0.05;
        Assert.False(thermistor.TryRead(Nothing()));
        Assert.Equal("supply of the thermistor is not there", thermistor.Fault);
    }

    [Theory]
    [InlineData(0.0, "thermistor is open")]
    [InlineData(1.0, "thermistor is shorted")]
    public void A_broken_wire_is_no_temperature(double share, string fault)
    {
        pin.Share = share;
        var thermistor = ByBeta();
        Assert.False(thermistor.TryRead(Nothing()));
        Assert.Equal(fault, thermistor.Fault);
    }

    [Fact]
    public void A_converter_that_does_not_answer_is_said_to_be_so()
    {
        pin.Answers = false;
        var thermistor = ByBeta();
        Assert.False(thermistor.TryRead(Nothing()));
        Assert.Equal("ADC does not answer", thermistor.Fault);
    }

    [Fact]
    public void It_leaves_alone_what_a_sensor_before_it_gave()
    {
        Measurement measurement = Nothing();
        measurement.TemperatureC = 31.5f;
        pin.Answers = false;
        Assert.True(ByBeta().TryRead(measurement));
        Assert.Equal(31.5f, measurement.TemperatureC);
    }

    private Thermistor ByBeta(AnalogPin? supply = null)
    {
        var thermistor = new Thermistor(pin, supply, 1f, 5600f);
        thermistor.SetBeta(10000f, 3950f);
        return thermistor;
    }

    private static Measurement Nothing()
    {
        var measurement = new Measurement();
        measurement.Clear();
        return measurement;
    }

    private static double Read(Thermistor thermistor)
    {
        Measurement measurement = Nothing();
        Assert.True(thermistor.TryRead(measurement), thermistor.Fault);
        return measurement.TemperatureC;
    }
}
