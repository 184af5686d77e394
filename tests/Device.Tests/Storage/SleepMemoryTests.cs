using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

public sealed class SleepMemoryTests
{
    private const long HalfADayMs = 12 * 3_600_000;

    private readonly MemoryStore store = new();
    private readonly StandingClock clock = new();

    [Theory]
    [InlineData(0, true)]
    [InlineData(HalfADayMs, true)]
    [InlineData(HalfADayMs + 1, false)]
    [InlineData(-1, false)]
    public void A_sleep_that_the_clock_cannot_have_measured_is_none(long sleptMs, bool isLoaded)
    {
        Save(4);
        clock.UtcNow = clock.UtcNow.AddMilliseconds(sleptMs);
        var memory = new SleepMemory(store);
        Assert.Equal(isLoaded, memory.TryLoad(clock, out long uptimeMs));
        if (isLoaded)
        {
            Assert.Equal(90_000 + sleptMs, uptimeMs);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_state_is_opened_where_it_is_of_the_length_that_is_asked_for(int bytes)
    {
        Save(bytes);
        var memory = new SleepMemory(store);
        Assert.True(memory.TryLoad(clock, out _));
        Assert.Null(memory.Open(bytes + 1));
        Assert.Null(memory.Open(bytes - 1));
        StateBuffer? buffer = memory.Open(bytes);
        Assert.NotNull(buffer);
        Assert.Equal(20, buffer.Length);
    }

    [Fact]
    public void What_is_too_short_or_of_another_version_is_not_taken_up()
    {
        // The version stands first, four bytes.
        foreach (byte[] payload in new byte[][] { [7, 0, 0, 0], new byte[19], [6, .. new byte[19]], [8, .. new byte[19]] })
        {
            var file = new TwinFile(store, "sleep.");
            file.Load();
            Assert.True(file.TrySave(payload));
            clock.UtcNow = default;
            Assert.False(new SleepMemory(store).TryLoad(clock, out _));
        }

        Save(0);
        Assert.True(new SleepMemory(store).TryLoad(clock, out _));
    }

    [Fact]
    public void A_storage_that_takes_nothing_is_told()
    {
        store.RefusesWrites = true;
        var memory = new SleepMemory(store);
        memory.Begin(clock, 4);
        Assert.False(memory.TrySave());
    }

    private void Save(int bytes)
    {
        var memory = new SleepMemory(store);
        memory.Begin(clock, bytes);
        Assert.True(memory.TrySave());
    }

    private sealed class StandingClock : IClock
    {
        public long UptimeMs => 90_000;

        public bool IsSet => true;

        public DateTime UtcNow { get; set; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

        public void Set(DateTime utc) => UtcNow = utc;
    }
}
