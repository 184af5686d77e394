using NanoBms.Core;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Running;

public sealed class AlarmTests
{
    [Fact]
    public void An_upper_alarm_goes_on_above_its_limit_and_off_only_well_below()
    {
        var pin = new FakeOutput();
        var alarm = new Alarm(60f, 3f, true, pin);
        Assert.False(pin.IsHigh);
        bool[] on = [.. ((float[])[59f, 60f, 60.1f, 59f, 57f, 56.9f, 59.9f]).Select(value =>
        {
            alarm.Update(value);
            Assert.Equal(alarm.IsOn, pin.IsHigh);
            return alarm.IsOn;
        })];
        Assert.Equal([false, false, true, true, true, false, false], on);
    }

    [Fact]
    public void A_lower_alarm_goes_on_below_its_limit_and_off_only_well_above()
    {
        var alarm = new Alarm(10f, 3f, false, null);
        bool[] on = [.. ((float[])[10f, 9.9f, 12f, 13f, 13.1f, 11f]).Select(value =>
        {
            alarm.Update(value);
            return alarm.IsOn;
        })];
        Assert.Equal([false, true, true, true, false, false], on);
    }

    [Fact]
    public void The_panel_drives_the_pins_sets_the_status_bits_and_says_so_once()
    {
        FakeOutput soc = new(), heat = new(), current = new();
        var log = new ListLog();
        var panel = new AlarmPanel(
            log, Alarm.Make(15f, 3f, false, soc), Alarm.Make(55f, 3f, true, heat), Alarm.Make(5f, 0.5f, true, current));
        panel.Update(Reading.FromPhysical(3.7f, -5.1f, 56f));
        panel.Update(Reading.FromPhysical(3.7f, -5.1f, 56f));
        panel.Update(14f);
        Assert.Equal(StatusBits.LowSoc | StatusBits.OverTemperature | StatusBits.OverCurrent, panel.Status);
        Assert.True(soc.IsHigh & heat.IsHigh & current.IsHigh);
        panel.Update(Reading.FromPhysical(3.7f, 4f, 50f));
        panel.Update(20f);
        Assert.Equal(0, panel.Status);
        Assert.Equal(
            ["Alarm over-temperature on", "Alarm over-current on", "Alarm low state of charge on", "Alarm over-temperature off",
                "Alarm over-current off", "Alarm low state of charge off"],
            log.Lines);
    }

    [Fact]
    public void Without_limits_there_are_no_alarms()
    {
        var settings = new DeviceSettings();
        var panel = new AlarmPanel(
            new ListLog(),
            Alarm.Make(settings.AlarmLowSocPercent, settings.AlarmLowSocHysteresisPercent, false, null),
            Alarm.Make(settings.AlarmOverTemperatureC, settings.AlarmOverTemperatureHysteresisC, true, null),
            Alarm.Make(settings.AlarmOverCurrentA, settings.AlarmOverCurrentHysteresisA, true, null));
        panel.Update(Reading.FromPhysical(3.7f, -500f, 99f));
        panel.Update(0f);
        Assert.Equal(0, panel.Status);
    }
}
