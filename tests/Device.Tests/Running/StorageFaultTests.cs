using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NanoBms.App;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.SetUp;

namespace NanoBms.Device.Tests.Running;

/// <summary>
/// The whole gauge over six starts with all of its files: power cuts, an outage, a start without a clock, a visit to its set-up page. Each
/// single call of its storage fails once, in each way.
/// </summary>
public sealed class StorageFaultTests
{
    private static readonly byte[] Settings = Encoding.UTF8.GetBytes(
        """{"wifiSsid":"net","cloudWriteKey":"KEY","cloudChannelId":7,"cloudRootCertificate":"root.pem","pagePassword":"12345678"}""");

    private static readonly byte[] Root = Encoding.UTF8.GetBytes(MakeRoot());

    /// <summary>Ways in which a call fails.</summary>
    public static TheoryData<string> Faults() => [.. Enum.GetNames<StoreFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_call_that_fails_once_wherever_it_is_costs_no_more_than_a_write_held_and_that_is_said(string fault)
    {
        var good = new World(0, default);
        good.Run();
        Assert.InRange(good.Made, 40, 80);
        Assert.InRange(good.Lost, 0, good.InMemoryAtEnds);
        Assert.Equal(6, good.Starts);
        Assert.InRange(good.Store.Calls, 600, 4000);
        var complaints = new ConcurrentBag<string>();
        var failed = new ConcurrentDictionary<string, bool>();
        Parallel.For(1, good.Store.Calls + 1, call =>
        {
            var world = new World(call, Enum.Parse<StoreFault>(fault));
            world.Run();
            failed.TryAdd(world.Store.Failed, true);
            string complaint = world.Complaint(good);
            if (complaint.Length > 0)
            {
                complaints.Add($"call {call}, {world.Store.Failed}: {complaint}; {string.Join(" / ", world.Log.Lines.Where(IsSentence))}");
            }
        });
        Assert.Empty(complaints);
        string[] files = [SettingsFile.FileName, "root.pem", SetUpMode.FileName, "state.0", "state.1", "sent.0", "sent.1", "queue01.log"];
        Assert.All(files, file => Assert.Contains(failed.Keys, call => call.EndsWith(" " + file, StringComparison.Ordinal)));
        Assert.All(
            new[] { "Length", "Read", "Write", "Append", "Delete" },
            kind => Assert.Contains(failed.Keys, call => call.StartsWith(kind, StringComparison.Ordinal)));
    }

    private static bool IsSentence(string line) => !line.StartsWith('[');

    private static string MakeRoot()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=A root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = new DateTimeOffset(2025, 1, 1, 0, 0, 0, default);
        using X509Certificate2 root = request.CreateSelfSigned(from, from.AddYears(10));
        return root.ExportCertificatePem();
    }

    private sealed class World
    {
        private readonly ManualClock clock = new() { IsSet = false };
        private readonly ChipOnBus chip;
        private readonly AnalogPin pin = new() { Ripples = true };
        private readonly FakeNetwork network;
        private readonly FakeChannel channel;
        private readonly FakeAccessPoint accessPoint = new();
        private FakePower power = new();
        private Gauge gauge = null!;
        private GaugeSteps steps = null!;
        private int boots;
        private string wrong = "";

        public World(int failingCall, StoreFault fault)
        {
            chip = new ChipOnBus(clock: clock);
            network = new FakeNetwork(clock);
            channel = new FakeChannel(clock);
            pin.SetOhm(10000, 5600);
            chip.Measure(3.9, -2.3);
            Store.Inner.Put(SettingsFile.FileName, Settings);
            Store.Inner.Put("root.pem", Root);
            Store.FailingCall = failingCall;
            Store.Fault = fault;
        }

        public FaultyStore Store { get; } = new();

        public ListLog Log { get; } = new();

        public int Made { get; private set; }

        public int Starts { get; private set; }

        /// <summary>Entries that were in memory only when a run ended.</summary>
        public int InMemoryAtEnds { get; private set; }

        public int Lost => Made - channel.Entries.Select(entry => entry.CreatedAt).Distinct().Count() - gauge.Queue.Count;

        public void Run()
        {
            Start(false);
            Run(70);
            network.IsUp = false;
            Run(200);
            Cut();
            Start(false);
            Run(100);
            Cut();
            network.IsUp = true;
            Start(false);
            Run(150);
            Cut();
            Start(isButtonHeld: true);
            Run(40);
            clock.Advance(SetUpMode.PatienceMs);
            Run(150);
        }

        /// <summary>What is not as it should be; empty: nothing.</summary>
        public string Complaint(World good)
        {
            DateTime[] times = [.. channel.Entries.Select(entry => entry.CreatedAt)];
            return wrong.Length > 0 ? wrong
                : channel.Malformed is { } malformed ? "malformed: " + malformed
                : gauge.Queue.Count > 1 ? $"{gauge.Queue.Count} entries still wait"
                : Lost > InMemoryAtEnds ? $"{Lost} of {Made} lost, {InMemoryAtEnds} were in memory"
                : Lost > good.Lost && !Log.Lines.Any(IsSaid) ? $"{Lost} of {Made} lost, and nothing is said"
                : times.Zip(times.Skip(1)).Any(pair => pair.Second <= pair.First) ? "not in the order of their times"
                : accessPoint.IsOpen ? "the set-up page stays open"
                : "";
        }

        private static bool IsSaid(string line) =>
            line.Contains("does not take", StringComparison.Ordinal) || line.Contains("lost", StringComparison.Ordinal);

        private void Start(bool isButtonHeld)
        {
            Starts++;
            power = new FakePower();
            clock.UptimeMs = 0;
            var model = new VoltageModel();
            var context = new PageContext { Info = model.Info, Store = Store, HasWifi = true, CanSleep = true, AdcChannels = 8 };
            DeviceSettings settings;
            string roots;
            while (!StartSettings.TryLoad(context, SettingsFile.FileName, Log, out settings, out roots, out bool isUnread))
            {
                wrong += isUnread ? "" : "the settings are taken for wrong; ";
                clock.Advance(60_000);
            }

            wrong += !context.HasSettings || context.Fault.Length > 0 ? "not the settings of the file; " : "";
            wrong += roots.Length == 0 ? "no further roots; " : "";
            var hardware = new GaugeHardware
            {
                Chip = chip,
                Bus = chip,
                Adc = pin,
                Http = channel,
                Network = network,
                Store = Store,
                Clock = clock,
                Log = Log,
            };
            gauge = new Gauge(settings, model, hardware);
            wrong += gauge.State.Boots == boots + 1 ? "" : $"start {gauge.State.Boots} after {boots}; ";
            boots = gauge.State.Boots;
            GaugePage page = GaugePage.Make(gauge, context, hardware, power, new FakeVisitors(), accessPoint, isButtonHeld);
            steps = new GaugeSteps(gauge, new Supervisor(clock, Log, power, gauge.State), page);
            RestartIfAsked();
        }

        private void Run(int seconds)
        {
            for (int k = 0; k < seconds; k++)
            {
                clock.Advance(1000);
                steps.Sample();
                Made += gauge.Loop.InferencePending ? 1 : 0;
                steps.Infer();
                steps.Store();
                steps.Send();
                steps.Supervise();
                RestartIfAsked();
            }
        }

        private void RestartIfAsked()
        {
            if (power.Restarts > 0)
            {
                NoteEnd();
                accessPoint.Restart();
                Start(false);
            }
        }

        private void Cut()
        {
            NoteEnd();
            clock.IsSet = false;
            accessPoint.Restart();
        }

        private void NoteEnd()
        {
            var there = new MemoryStore();
            foreach ((string name, byte[] bytes) in Store.Inner.Files)
            {
                there.Put(name, bytes);
            }

            var flash = new FlashLog(there, 0);
            flash.Open();
            InMemoryAtEnds += Math.Max(0, gauge.Queue.Count - flash.Count);
        }
    }
}
