using System.Reflection;
using System.Text;
using Mono.Cecil;
using NanoBms.App;
using NanoBms.Core;
using NanoBms.Device.Cloud;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Sensors.Ina226;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.DeviceBuild.Il;
using NanoBms.DeviceTests;
using NanoBms.Model;
using NanoBms.Platform;
using NanoBms.TestSupport;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Firmware.Tests.Memory;

/// <summary>
/// Managed heap of the whole gauge with the default model, in bytes as a device lays objects out, and what its start allocates. The twin's
/// own objects are walked; what only the device has is counted from its buffers.
/// </summary>
public sealed class DeviceMemoryTests
{
    private const int MaxBytes = 95 * 1024, MaxStartBytes = 41 * 1024;

    // Gone before Main, as measured (docs/memory.md), without our own static fields, which are counted: loader tables, what static
    // initialisers of the libraries make, the runtime.
    private const int BeforeMainBytes = 47_908 - 3_240;

    // What System.Net.Http and the network's streams hold during a request: a read buffer of 256 bytes, one for a header line of 80 and
    // more, the headers' texts, some 25 objects (an allowance).
    private const int RequestBytes = 4096;

    // The reply as HttpSender takes it.
    private const int ReplyBytes = 1024;

    // A thread's own record, the frames of the class library below ours, two of some 12 slots, and those of a request, eight (allowances).
    private const int ThreadBytes = 256, LibraryStackBytes = 2 * 216, RequestStackBytes = 8 * 216;

    private static readonly Assembly[] Firmware =
    [
        typeof(QuantizedModel).Assembly, typeof(Gauge).Assembly, typeof(GaugeLoop).Assembly, typeof(GeneratedModel).Assembly
    ];

    private readonly MemoryStore store = new();
    private readonly ManualClock clock = new();
    private readonly FakeRegisters chip = new();
    private readonly FakeHttp http = new();
    private readonly FakeNetwork network = new();

    public DeviceMemoryTests() => store.Put(SettingsFile.FileName, LongestSettings());

    [Fact]
    public void Everything_at_its_most_at_once_stays_within_the_95_KB_of_a_board_without_PSRAM()
    {
        // An outage after power-ups without a clock: a full ring, entries on flash, times to find.
        for (int boot = 0; boot < BootTimes.MaxBoots; boot++)
        {
            var log = new FlashLog(store, boot + 1);
            log.Open();
            var ring = new RecordRing(1);
            ring.Add(WorstEntry(0, boot + 1));
            log.Append(ring, 1);
        }

        clock.IsSet = network.IsUp = false;
        Gauge gauge = Start(new SilentLog());
        Run(gauge, 120);
        for (int k = 0; k < Gauge.QueueCapacity; k++)
        {
            gauge.Queue.Add(WorstEntry(k, 1));
        }

        var graph = new HeapGraph(IsOnDevice, countStrings: true);
        graph.Add(gauge);
        graph.Add(new Supervisor(clock, new SilentLog(), new FakePower(), gauge.State));
        Array.ForEach(Firmware, graph.AddStatics);
        long certificates = DeviceHeap.Array(RootCertificates.Pem.Length + 1, 1);
        long stacks = Stacks(), upload = Upload();
        long total = BeforeMainBytes + graph.Bytes + certificates + stacks + upload;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"before Main {BeforeMainBytes}, objects {graph.Bytes}, certificates {certificates}, stacks {stacks}, upload {upload}, "
                + $"total {total} bytes");
        foreach ((Type type, long bytes) in graph.ByType.OrderByDescending(pair => pair.Value).Take(12))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} {type}");
        }

        // The model's arrays, the ring and the settings alone are more than the lower limit: less would mean that the walk missed
        // something.
        Assert.InRange(graph.Bytes, 16_000, 32 * 1024);
        Assert.InRange(total, 85_000, MaxBytes);
    }

    [Fact]
    public void The_longest_way_from_power_up_to_the_first_sample_in_the_log_allocates_at_most_41_KB()
    {
        // Once before, so that what the desktop's runtime does once is done.
        Start(new SilentLog());
        SilentLog log = new();
        long allocated = Allocation.LeastBytes(() =>
        {
            log = new SilentLog();
            Gauge gauge = Start(log);
            gauge.Loop.SampleStep();
        });
        var statics = new HeapGraph(IsOnDevice, countStrings: false);
        Array.ForEach(Firmware, statics.AddStatics);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"allocated {allocated}, statics {statics.Bytes}, file {LongestSettings().Length} bytes, {log.Lines} lines");
        Assert.Equal(5, log.Lines);
        Assert.Equal(SettingsFile.MaxBytes, LongestSettings().Length);
        Assert.InRange(allocated + statics.Bytes, 20_000, MaxStartBytes);
    }

    [Fact]
    public void Stack_form_and_new_file_of_the_set_up_page_take_no_more_than_the_sending_that_they_stand_in_for()
    {
        StackDepth depth = Depth();
        long page = depth.Of("PageServer", "Step"), sending = depth.Of("UploadLoop", "SendStep");

        // The longest form (docs/set-up.md: 3 KB) beside the bytes of the new file. A page's connection has no client of the library. The
        // page's few objects and the texts of its request are not in it: docs/memory.md has what the device took.
        long pageBytes = DeviceHeap.Array(3 * 1024, 1) + DeviceHeap.Array(SettingsFile.MaxBytes, 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"stack {page} (sending {sending}), form and file {pageBytes}, sending {Upload()}");
        Assert.InRange(page + pageBytes, 5000, sending + Upload() + RequestStackBytes);
    }

    [Fact]
    public void Text_arrays_and_structures_are_counted_as_the_device_lays_them_out()
    {
        var graph = new HeapGraph(IsOnDevice, countStrings: true);

        // 12 + 3 + 1; 20 + 7 * 2; 20 + 2 * 12; all in blocks of 12.
        graph.Add("abc");
        Assert.Equal(24, graph.Bytes);
        graph.Add(new short[7]);
        Assert.Equal(24 + 36, graph.Bytes);
        graph.Add(new object?[2]);
        Assert.Equal(24 + 36 + 48, graph.Bytes);

        // A record has eight fields, its reading three.
        var holder = new HeapGraph(type => type == typeof(Holder), countStrings: true);
        holder.Add(new Holder());
        Assert.Equal(12 * (1 + 1 + 1 + 8 + 1 + 3), holder.Bytes);
    }

    private static bool IsOnDevice(Type type) => Firmware.Contains(type.Assembly) || type.FullName == "System.Collections.ArrayList";

    /// <summary>What the program does from power-up on, in its order.</summary>
    private Gauge Start(ILog log)
    {
        QuantizedModel model = new GeneratedModel();
        log.Write(Banner.Program(Board.Description));
        log.Write(Banner.Model(model.Info));
        var settings = new DeviceSettings();
        Assert.True(SettingsFile.TryLoad(store, settings, out SettingsErrors errors));
        settings.CheckFit(errors, model.Info, true, 8);
        Assert.True(errors.Count == 0, errors.Count == 0 ? "" : errors.Sentence(0));
        log.Write(Banner.Settings(settings));
        var gauge = new Gauge(settings, model, new GaugeHardware
        {
            Chip = chip,
            Adc = new FakeAnalogInput { Raw = 1500 },
            Http = http,
            Network = network,
            Store = store,
            LowSocOutput = new FakeOutput(),
            OverTemperatureOutput = new FakeOutput(),
            OverCurrentOutput = new FakeOutput(),
            Clock = clock,
            Log = log,
        });
        log.Write(Banner.State(gauge.State));
        return gauge;
    }

    private void Run(Gauge gauge, int seconds)
    {
        chip.Values[Ina226Sensor.ManufacturerIdRegister] = 0x5449;
        chip.Values[Ina226Sensor.DieIdRegister] = Ina226Sensor.Die;
        chip.Values[Ina226Sensor.BusVoltageRegister] = 3000;

        // A new result each time.
        chip.Values[Ina226Sensor.MaskEnableRegister] = Ina226Sensor.ConversionReady;
        for (int k = 0; k < seconds; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
            gauge.Loop.InferStep();
            gauge.StoreStep();
            gauge.Upload.SendStep();
        }

        Assert.True(gauge.Loop.Estimator.NetworkCentiPercent >= 0);
    }

    /// <summary>
    /// The largest request: 19 entries of the longest texts, of which one at a time is there, the request, and the reply twice.
    /// </summary>
    private long Upload()
    {
        var queue = new RecordQueue(RecordQueue.MaxAtOnce);
        for (int k = 0; k < RecordQueue.MaxAtOnce; k++)
        {
            queue.Add(WorstEntry(k, k + 1_772_366_400));
        }

        new ThingSpeakSink(http, "", "0123456789ABCDEF", "", int.MaxValue, 15000).Send(
            queue, 0, Math.Min(queue.TakeBatch(RecordQueue.MaxAtOnce), UploadLoop.MaxEntries));
        Assert.InRange(http.Body.Length, 2000, 4096);
        Assert.InRange(http.MaxBytes, 200, 400);
        return DeviceHeap.Array(http.MaxBytes, 1) + RequestBytes + DeviceHeap.Array(ReplyBytes, 1) + DeviceHeap.Text(ReplyBytes);
    }

    private static long Stacks()
    {
        StackDepth depth = Depth();
        long threads = 3 * depth.Frame("GaugeThreads", "Send");
        threads += depth.Frame("GaugeThreads", "Sample") + (4 * depth.Frame("GaugeSteps", "Step"));
        threads += depth.Of("GaugeLoop", "SampleStep") + depth.Of("GaugeLoop", "InferStep") + depth.Of("UploadLoop", "SendStep")
            + depth.Of("Gauge", "StoreStep");
        threads += depth.Frame("Program", "Main") + depth.Of("GaugeThreads", "Run");
        return threads + (5 * (ThreadBytes + LibraryStackBytes)) + RequestStackBytes;
    }

    private static StackDepth Depth()
    {
        ModuleDefinition[] modules =
        [
            .. FirmwareAssemblies.Twins.Select(project => ModuleDefinition.ReadModule(FirmwareAssemblies.OpenTwin(project.Name))),
        ];

        // The default model is windowed: it never runs in the loop that samples.
        return new StackDepth(modules, "System.Void NanoBms.Core.Estimation.QuantizedSocNetwork::RunPendingStep()");
    }

    private static Record WorstEntry(int number, long unixS) => new()
    {
        UnixS = unixS > 1_000_000 ? unixS : 0,
        UptimeMs = unixS > 1_000_000 ? 0 : number * 1000,
        Reading = new Reading { VoltageMilliV = 32767, CurrentMilliA = -2_000_000 + number, TemperatureCentiC = -4500 },
        SocCentiPercent = 10000,
        NetworkCentiPercent = 10000,
        Status = 0x3FFF,
        BarDeciPercent = 18,
        CapacityCentiAh = 261,
    };

    /// <summary>All settings, the texts as long as they may be, in a file of the most bytes that are read.</summary>
    private static byte[] LongestSettings()
    {
        var json = new StringBuilder("{");
        foreach (FieldInfo field in typeof(DeviceSettings).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            object value = field.GetValue(new DeviceSettings())!;
            json.Append(json.Length > 1 ? ",\n  " : "\n  ").Append('"').Append(char.ToLowerInvariant(field.Name[0]))
                .Append(field.Name.AsSpan(1)).Append("\": ")
                .Append(field.Name switch
                {
                    "VoltageCalibration" or "CurrentCalibration" or "TemperatureCalibration" =>
                        "\"3.012000000=3.000000000, 4.205000000=4.198000000\"",
                    "CloudWriteKey" or "CloudReadKey" => "\"0123456789ABCDEF\"",
                    "CloudChannelId" => "2147483647",
                    "AlarmLowSocPercent" => "10",
                    "AlarmOverTemperatureC" => "55",
                    "AlarmOverCurrentA" => "15",
                    "KeepInMemory" => "239",
                    _ => value switch
                    {
                        bool flag => flag ? "true" : "false",
                        string text => $"\"{text}\"",
                        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                        _ => throw new NotSupportedException(),
                    },
                });
        }

        string all = json.Append("\n}").ToString()
            .Replace("\"wifiSsid\": \"\"", $"\"wifiSsid\": \"{new string('s', 32)}\"", StringComparison.Ordinal)
            .Replace("\"wifiPassword\": \"\"", $"\"wifiPassword\": \"{new string('p', 64)}\"", StringComparison.Ordinal)
            .Replace("pool.ntp.org", new string('t', 253), StringComparison.Ordinal)
            .Replace("https://api.thingspeak.com", "https://" + new string('u', 245), StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(all.PadRight(SettingsFile.MaxBytes));
    }

    private sealed class SilentLog : ILog
    {
        public int Lines { get; private set; }

        public void Write(string line) => Lines++;
    }

    private sealed class Holder
    {
        public Record Entry = new();
    }
}
