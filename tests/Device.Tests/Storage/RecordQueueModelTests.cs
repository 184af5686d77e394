using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>A queue beside a plain list of what it should hold: whatever comes, in whatever order.</summary>
public sealed class RecordQueueModelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_queue_holds_what_a_plain_list_does(bool isOnFlash)
    {
        for (int run = 0; run < 4; run++)
        {
            new Model(Random.Shared.Next(), isOnFlash).Run(40);
        }
    }

    /// <summary>A queue and the list beside it.</summary>
    private sealed class Model
    {
        private const long Start = 1_772_366_400;

        private readonly Random random;
        private readonly int seed, capacity, keep;
        private readonly bool isOnFlash;
        private readonly FaultyStore store = new();
        private readonly List<(int Id, long UnixS)> waiting = [];
        private RecordQueue queue = null!;
        private FlashLog? flash;
        private long clockS = Start, newestS, earlierS, nowMs;
        private int newest, dropped, droppedSaid, boot, step;
        private bool mustNote;

        public Model(int seed, bool isOnFlash)
        {
            this.seed = seed;
            this.isOnFlash = isOnFlash;
            random = new Random(seed);
            capacity = random.Next(21, 50);
            keep = random.Next(20);
            Begin();
        }

        public void Run(int steps)
        {
            for (step = 0; step < steps; step++)
            {
                int what = random.Next(10);
                if (what < 3)
                {
                    Add();
                }
                else if (what < 5)
                {
                    Store();
                }
                else if (what < 9)
                {
                    Send();
                }
                else if (isOnFlash)
                {
                    Restart();
                }

                Check();
            }
        }

        private void Begin()
        {
            flash = isOnFlash ? new FlashLog(store, ++boot) : null;
            queue = isOnFlash ? new RecordQueue(capacity, flash, keep) : new RecordQueue(capacity);
        }

        private void Restart()
        {
            store.Inner.RefusesWrites = false;
            Equal(0, queue.StoreAll(), "left in memory");
            int before = queue.NewestNumber, noted = queue.NewestBoot;
            Begin();
            queue.StartAfter(newestS, noted);
            queue.StartNumbers(before, 0);
            (earlierS, dropped, droppedSaid, mustNote) = (newestS, 0, 0, false);
            queue.StoreStep(nowMs);
        }

        private void Add()
        {
            for (int k = random.Next(1, 16); k > 0; k--)
            {
                clockS += random.Next(8) == 0 ? -random.Next(100) : random.Next(20);
                int inMemory = queue.Count - (flash == null ? 0 : flash.Count);
                queue.Add(Entries.Of(++newest, clockS));
                long unixS = clockS;
                if (unixS <= newestS)
                {
                    mustNote |= newestS == earlierS;
                    unixS = newestS + (newestS == earlierS ? 150 : 1);
                }

                newestS = unixS;
                if (inMemory == capacity)
                {
                    waiting.RemoveAt(waiting.Count - capacity);
                    dropped++;
                }

                waiting.Add((newest, unixS));
            }
        }

        private void Store()
        {
            store.Inner.RefusesWrites = random.Next(4) == 0;
            nowMs += random.Next(70_000);
            bool isDue = queue.NeedsStoring(nowMs);
            queue.StoreStep(nowMs);
            if (isOnFlash && isDue && !store.Inner.RefusesWrites)
            {
                Equal((false, false), (queue.HasUnstored, queue.StoreFailed), "stored");
                Equal(true, queue.Count - flash!.Count <= keep, "in memory");
            }
        }

        private void Send()
        {
            int most = random.Next(1, 21), count = queue.TakeBatch(most), gap = dropped - droppedSaid, droppedNow = dropped;
            Equal(true, count > 0 || waiting.Count == 0, "none is given");
            (int Id, long UnixS)[] batch = [.. waiting.Take(count)];
            Equal(string.Join(" ", batch), string.Join(" ", Enumerable.Range(0, count).Select(queue.Batch)
                .Select(record => (record.Reading.CurrentMilliA, record.UnixS))), "given");
            if (count == 0)
            {
                return;
            }

            // Numbers follow from how many wait.
            int first = newest - waiting.Count + 1;
            bool isTold = random.Next(3) > 0;
            if (isTold)
            {
                Equal($"n{first}{(gap > 0 ? $"-{gap}r" : "")}", queue.NumberText(0), "number");
            }

            if (count > 1)
            {
                Equal($"n{first + count - 1}", queue.NumberText(count - 1), "last number");
            }

            // Meanwhile others come, and move.
            for (int k = random.Next(3); k > 0; k--)
            {
                Add();
                Store();
            }

            int sent = random.Next(count + 1);
            queue.Accept(sent);
            if (sent > 0)
            {
                waiting.RemoveAll(entry => entry.Id <= batch[sent - 1].Id);
                droppedSaid = isTold ? droppedNow : droppedSaid;
            }
        }

        private void Check()
        {
            Equal((waiting.Count, dropped, newest), (queue.Count, queue.Dropped, queue.NewestNumber), "counts");
            Equal((newestS, mustNote, 0), (queue.NewestUnixS, queue.MustNote, queue.LeftOutNumbers), "newest time");
        }

        private void Equal<T>(T expected, T actual, string what) =>
            Assert.True(Equals(expected, actual), $"seed {seed}, step {step}, {what}: {actual} in place of {expected}");
    }
}
