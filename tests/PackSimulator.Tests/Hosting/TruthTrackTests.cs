using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Tests.Hosting;

public class TruthTrackTests
{
    private static readonly DateTime Start = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    private static long At(double seconds) => new DateTimeOffset(Start.AddSeconds(seconds)).ToUnixTimeMilliseconds();

    [Fact]
    public void Between_what_it_was_told_the_truth_lies_on_a_line()
    {
        var track = new TruthTrack();
        for (int second = 0; second <= 100; second++)
        {
            track.Add(Start.AddSeconds(second), 80 - 0.1 * second);
        }

        foreach (double second in new[] { 0, 1, 14.5, 15, 89, 97, 100 })
        {
            Assert.Equal(80 - 0.1 * second, track.At(At(second))!.Value, 6);
        }
    }

    [Fact]
    public void Of_other_times_nothing_is_known()
    {
        var track = new TruthTrack();
        Assert.Null(track.At(At(0)));
        track.Add(Start, 80);
        Assert.Null(track.At(At(-1)));
        Assert.Equal(80, track.At(At(0)));
        Assert.Null(track.At(At(60)));
    }
}
