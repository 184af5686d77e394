using NanoBms.App;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Running;

public sealed class SupervisorTests
{
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly FakePower power = new();
    private readonly MemoryStore store = new();
    private readonly DeviceState state;
    private readonly Supervisor supervisor;

    public SupervisorTests()
    {
        state = new DeviceState(store);
        state.Begin();
        supervisor = new Supervisor(clock, log, power, state);
    }

    [Fact]
    public void A_loop_that_does_not_come_back_leads_to_a_restart_that_is_counted()
    {
        int sampling = supervisor.Add("sampling", 30000, false);
        int sending = supervisor.Add("sending", 300000, true);
        for (int k = 0; k < 100; k++)
        {
            clock.Advance(1000);
            supervisor.Report(sampling);
            Assert.True(supervisor.Check());
        }

        supervisor.Report(sending);
        clock.Advance(31000);
        state.SocCentiPercent = 5100;
        Assert.False(supervisor.Check());
        Assert.Equal(["Restart by supervision: sampling has not come back for 31 s."], log.Lines);
        Assert.Equal(1, power.Restarts);

        var after = new DeviceState(store);
        after.Begin();
        Assert.Equal((2, 1, RestartReason.Hang, 5100), (after.Boots, after.SupervisedRestarts, after.Reason, after.SocCentiPercent));

        var later = new DeviceState(store);
        later.Begin();
        Assert.Equal((3, 1, RestartReason.None), (later.Boots, later.SupervisedRestarts, later.Reason));
    }

    [Fact]
    public void Entries_that_wait_in_memory_are_stored_before_a_restart()
    {
        supervisor.Queue = new RecordQueue(240, new FlashLog(store, 1), 239);
        supervisor.Queue.Add(Storage.Entries.Of(0, 1_772_366_400));
        supervisor.Add("sampling", 1000, false);
        clock.Advance(2000);
        Assert.False(supervisor.Check());
        var after = new RecordQueue(240, new FlashLog(store, 2), 239);
        after.StoreStep(0);
        Assert.Equal(1, after.Count);
    }

    [Fact]
    public void A_request_that_never_comes_back_leads_to_a_restart_that_is_counted()
    {
        var settings = new DeviceSettings();
        var gauge = new Gauge(settings, new VoltageModel(), new GaugeHardware
        {
            Chip = new ChipOnBus(),
            Adc = new AnalogPin(),
            Network = new FakeNetwork(clock),
            Store = store,
            Clock = clock,
            Log = log,
        });
        var steps = new GaugeSteps(gauge, new Supervisor(clock, log, power, gauge.State));
        for (int k = 0; k <= 300; k++)
        {
            Assert.Equal(0, power.Restarts);
            clock.Advance(1000);
            steps.Sample();
            steps.Infer();
            steps.Store();
            steps.Supervise();
        }

        Assert.Equal("Restart by supervision: sending has not come back for 301 s.", log.Lines[^1]);
        var after = new DeviceState(store);
        after.Begin();
        Assert.Equal((1, RestartReason.Hang), (after.SupervisedRestarts, after.Reason));
    }

    [Fact]
    public void A_loop_that_hangs_in_the_storage_leads_to_a_restart_without_touching_it()
    {
        supervisor.Add("storing", 1000, true);
        clock.Advance(2000);
        int writes = store.Writes;
        Assert.False(supervisor.Check());
        Assert.Equal((1, writes), (power.Restarts, store.Writes));
    }

    [Fact]
    public void Five_failures_within_ten_minutes_lead_to_a_restart_and_fewer_do_not()
    {
        int loop = supervisor.Add("inference", int.MaxValue, false);
        for (int k = 0; k < 4; k++)
        {
            supervisor.ReportFailure(loop, "System.Exception x");
            Assert.True(supervisor.Check());
        }

        clock.Advance(600001);
        supervisor.ReportFailure(loop, "System.Exception x");
        Assert.True(supervisor.Check());
        for (int k = 0; k < 4; k++)
        {
            clock.Advance(100000);
            supervisor.ReportFailure(loop, "System.Exception x");
        }

        Assert.False(supervisor.Check());
        Assert.Equal("Fault in inference: System.Exception x", log.Lines[0]);
        Assert.Equal("Restart by supervision: inference failed 5 times within 10 minutes.", log.Lines[^1]);
    }

    [Fact]
    public void Low_memory_leads_to_a_restart()
    {
        clock.Advance(30000);
        Assert.True(supervisor.Check());
        power.Free = 5000;
        clock.Advance(30000);
        Assert.False(supervisor.Check());
        Assert.Equal(["Restart by supervision: only 5000 bytes of memory are free."], log.Lines);
    }

    [Fact]
    public void The_state_survives_a_power_cut_at_any_byte_of_its_writing()
    {
        for (long cut = 1; cut < 60; cut++)
        {
            var storage = new MemoryStore();
            var first = new DeviceState(storage);
            first.Begin();
            first.SocCentiPercent = 8000;
            first.Save();
            first.SocCentiPercent = 7900;
            storage.PowerAfterBytes = cut;
            bool saved = first.Save() && first.Save();
            storage.PowerOn();
            var after = new DeviceState(storage);
            after.Begin();
            Assert.Equal(2, after.Boots);
            Assert.Contains(after.SocCentiPercent, saved ? [7900] : new[] { 7900, 8000 });
        }
    }
}
