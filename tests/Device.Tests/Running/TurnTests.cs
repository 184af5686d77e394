using NanoBms.App;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Running;

/// <summary>An inference and storing, whose calls together are too much for the memory of a board beside a request, take turns.</summary>
public sealed class TurnTests
{
    [Fact]
    public void While_entries_are_stored_an_inference_waits_and_runs_at_its_next_step()
    {
        var clock = new ManualClock();
        var chip = new ChipOnBus(clock: clock);
        var pin = new AnalogPin { Ripples = true };
        var store = new FaultyStore();
        var log = new ListLog();
        pin.SetOhm(10000, 5600);
        chip.Measure(3.9, -2.3);
        var settings = new DeviceSettings { CloudWriteKey = "KEY", CloudChannelId = 7 };
        var gauge = new Gauge(settings, new VoltageModel(), new GaugeHardware
        {
            Chip = chip,
            Bus = chip,
            Adc = pin,
            Http = new FakeChannel(clock),
            Network = new FakeNetwork(clock) { IsUp = false },
            Store = store,
            Clock = clock,
            Log = log,
        });
        var power = new FakePower();
        var supervisor = new Supervisor(clock, log, power, gauge.State);
        var steps = new GaugeSteps(gauge, supervisor);
        int waited = 0;
        store.Took = _ =>
        {
            bool wasPending = gauge.Loop.InferencePending;
            steps.Infer();
            waited += wasPending && gauge.Loop.InferencePending ? 1 : 0;
        };
        for (int second = 0; second < 120; second++)
        {
            clock.Advance(1000);
            steps.Sample();
            if (gauge.Loop.InferencePending)
            {
                steps.Store();
                Assert.True(gauge.Loop.InferencePending);
                steps.Infer();
                Assert.False(gauge.Loop.InferencePending);
            }

            Assert.True(supervisor.Check());
        }

        Assert.InRange(waited, 3, 100);
        Assert.Equal(0, power.Restarts);
    }
}
