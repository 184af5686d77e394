using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>Sums, means and times of hand-made readings.</summary>
public class EnergyMeterTests
{
    [Fact]
    public void What_flows_in_and_out_is_counted_apart()
    {
        var meter = new EnergyMeter();
        meter.Add(10f, 2f, 1800f);
        Assert.Equal((1.0, 0.0, 10.0, 0.0), (meter.ChargeInAh, meter.ChargeOutAh, meter.EnergyInWh, meter.EnergyOutWh));
        Assert.Equal((1f, 10f), (meter.ChargeSinceFullAh, meter.EnergySinceFullWh));

        meter.Add(12f, -4f, 1350f);
        Assert.Equal((1.0, 1.5, 10.0, 18.0), (meter.ChargeInAh, meter.ChargeOutAh, meter.EnergyInWh, meter.EnergyOutWh));
        Assert.Equal((-0.5f, -8f), (meter.ChargeSinceFullAh, meter.EnergySinceFullWh));
    }

    [Fact]
    public void Full_ends_what_is_counted_since_and_nothing_else()
    {
        EnergyMeter meter = Used();
        meter.SetFull();
        Assert.Equal((0f, 0f), (meter.ChargeSinceFullAh, meter.EnergySinceFullWh));
        Assert.Equal((1.0, 1.5, 10.0, 18.0), (meter.ChargeInAh, meter.ChargeOutAh, meter.EnergyInWh, meter.EnergyOutWh));
        Assert.NotEqual(0f, meter.MeanCurrentA);
    }

    // 60 s of 300 s + 60 s: a sixth of the way.
    [Fact]
    public void The_mean_begins_with_the_first_reading_and_follows_in_five_minutes()
    {
        var meter = new EnergyMeter();
        meter.Add(10f, 2f, 60f);
        Assert.Equal((2f, 10f), (meter.MeanCurrentA, meter.MeanVoltageV));
        meter.Add(13f, -4f, 60f);
        Assert.Equal(1f, meter.MeanCurrentA, 1e-6f);
        Assert.Equal(10.5f, meter.MeanVoltageV, 1e-6f);

        meter.AddGap();
        Assert.Equal((0f, 0f), (meter.MeanCurrentA, meter.MeanVoltageV));
        meter.Add(11f, 3f, 60f);
        Assert.Equal((3f, 11f), (meter.MeanCurrentA, meter.MeanVoltageV));
    }

    // Ten days are 864,000 s.
    [Theory]
    [InlineData(-2f, 3f, 4f, 5400f)]
    [InlineData(2f, 3f, 4f, 1800f)]
    [InlineData(-1f, 240f, 400f, 864000f)]
    [InlineData(-1f, 240.5f, 400f, 0f)]
    [InlineData(-1f, -1f, 4f, 0f)]
    [InlineData(1f, 5f, 4f, 0f)]
    [InlineData(0f, 3f, 4f, 0f)]
    public void The_time_left_is_that_to_empty_or_to_full(float currentA, float remainingAh, float capacityAh, float expectedS)
    {
        var meter = new EnergyMeter();
        Assert.Equal(0f, meter.TimeLeftS(remainingAh, capacityAh));
        meter.Add(10f, currentA, 1f);
        Assert.Equal(expectedS, meter.TimeLeftS(remainingAh, capacityAh));
        meter.AddGap();
        Assert.Equal(0f, meter.TimeLeftS(remainingAh, capacityAh));
    }

    [Fact]
    public void Reset_forgets_all()
    {
        EnergyMeter meter = Used();
        meter.Reset();
        Assert.Equal(All(new EnergyMeter()), All(meter));
        meter.Add(11f, 3f, 1f);
        Assert.Equal((3f, 11f), (meter.MeanCurrentA, meter.MeanVoltageV));
    }

    [Fact]
    public void All_of_it_goes_through_bytes_and_the_mean_is_not_of_the_sums()
    {
        EnergyMeter meter = Used(), same = new(), restarted = new();
        var bytes = new byte[64];
        meter.Serialize(new StateBuffer(bytes, isReading: false));
        same.Serialize(new StateBuffer(bytes, isReading: true));
        Assert.Equal(All(meter), All(same));

        // The mean goes on where it was.
        meter.Add(9f, -1f, 30f);
        same.Add(9f, -1f, 30f);
        Assert.Equal(All(meter), All(same));

        meter.SerializeSums(new StateBuffer(bytes, isReading: false));
        restarted.SerializeSums(new StateBuffer(bytes, isReading: true));
        Assert.Equal([.. All(meter)[..6], 0.0, 0.0], All(restarted));
        Assert.Equal(0f, restarted.TimeLeftS(1f, 2f));
    }

    [Theory]
    [InlineData(0, -1e-9)]
    [InlineData(0, 1.1e12)]
    [InlineData(1, -1e-9)]
    [InlineData(1, 1.1e12)]
    [InlineData(2, -1e-9)]
    [InlineData(2, 1.1e12)]
    [InlineData(3, -1e-9)]
    [InlineData(3, double.NaN)]
    [InlineData(4, double.NaN)]
    [InlineData(4, double.PositiveInfinity)]
    [InlineData(5, double.NegativeInfinity)]
    public void A_sum_that_cannot_be_begins_all_anew(int which, double value)
    {
        EnergyMeter meter = Used();
        meter.SerializeSums(new StateBuffer(Sums(which, value), isReading: true));
        Assert.Equal(All(new EnergyMeter()), All(meter));
    }

    [Theory]
    [InlineData(0, 1e12)]
    [InlineData(1, 0.0)]
    [InlineData(2, 1e12)]
    [InlineData(3, 1e12)]
    [InlineData(4, -5.0)]
    [InlineData(5, -70.0)]
    public void A_sum_that_can_be_is_taken(int which, double value)
    {
        EnergyMeter meter = Used();
        meter.SerializeSums(new StateBuffer(Sums(which, value), isReading: true));
        Assert.Equal(value, All(meter)[which]);
        Assert.Equal(which == 0 ? 2.0 : 1.0, All(meter)[which == 0 ? 1 : 0]);
    }

    /// <summary>In bytes: 1, 2, 3, 4 as charge in and out and energy in and out, 5 and 6 since full; one of them another.</summary>
    private static byte[] Sums(int which, double value)
    {
        double[] sums = [1, 2, 3, 4, 5, 6];
        sums[which] = value;
        return [.. sums[..4].SelectMany(BitConverter.GetBytes), .. sums[4..].SelectMany(sum => BitConverter.GetBytes((float)sum))];
    }

    private static EnergyMeter Used()
    {
        var meter = new EnergyMeter();
        meter.Add(10f, 2f, 1800f);
        meter.Add(12f, -4f, 1350f);
        return meter;
    }

    private static double[] All(EnergyMeter meter) =>
    [
        meter.ChargeInAh, meter.ChargeOutAh, meter.EnergyInWh, meter.EnergyOutWh, meter.ChargeSinceFullAh, meter.EnergySinceFullWh,
        meter.MeanCurrentA, meter.MeanVoltageV,
    ];
}
