using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
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
        Assert.Equal(temperatureC, Read(new Thermistor(pin, null, new DeviceSettings())), 0.4);
    }

    // The Vishay NTCLE100E3 10 kOhm: 32,554 Ohm at 0 degC, 10,000 at 25, 3,605 at 50 (datasheet table).
    [Theory]
    [InlineData(0.0, 32554.0)]
    [InlineData(25.0, 10000.0)]
    [InlineData(50.0, 3605.0)]
    public void Steinhart_Hart_is_used_where_its_coefficients_are_set(double temperatureC, double ohm)
    {
        var settings = new DeviceSettings
        {
            ThermistorSteinhartA = 1.1384e-3f,
            ThermistorSteinhartB = 2.3245e-4f,
            ThermistorSteinhartC = 9.489e-8f,
        };
        Assert.Null(settings.FirstError());
        pin.SetOhm(ohm, 5600);
        Assert.Equal(temperatureC, Read(new Thermistor(pin, null, settings)), 0.5);
    }

    [Fact]
    public void A_measured_supply_cancels_its_own_droop()
    {
        var supply = new AnalogPin();
        var thermistor = new Thermistor(pin, supply, new DeviceSettings());
        foreach (double droop in (double[])[1.0, 0.9, 0.8])
        {
            pin.SetOhm(10000, 5600, droop);
            supply.Share = 0.5 * droop;
            Assert.Equal(25.0, Read(thermistor), 0.1);
        }

        supply.Share = 0.05;
        Assert.False(thermistor.TryRead(out _));
        Assert.Equal("supply of the thermistor is not there", thermistor.Fault);
    }

    [Theory]
    [InlineData(0.0, "thermistor is open")]
    [InlineData(1.0, "thermistor is shorted")]
    public void A_broken_wire_is_no_temperature(double share, string fault)
    {
        pin.Share = share;
        var thermistor = new Thermistor(pin, null, new DeviceSettings());
        Assert.False(thermistor.TryRead(out _));
        Assert.Equal(fault, thermistor.Fault);
    }

    [Fact]
    public void A_converter_that_does_not_answer_is_said_to_be_so()
    {
        pin.Answers = false;
        var thermistor = new Thermistor(pin, null, new DeviceSettings());
        Assert.False(thermistor.TryRead(out _));
        Assert.Equal("ADC does not answer", thermistor.Fault);
    }

    private static double Read(Thermistor thermistor)
    {
        Assert.True(thermistor.TryRead(out float temperatureC), thermistor.Fault);
        return temperatureC;
    }
}
