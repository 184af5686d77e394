using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>A log beside a plain list of what it should hold: whatever comes, in whatever order.</summary>
public sealed class FlashLogModelTests
{
    [Fact]
    public void A_log_that_has_room_holds_what_a_plain_list_does()
    {
        for (int run = 0; run < 5; run++)
        {
            new Model(Random.Shared.Next(), new FlashScene()).Run(25);
        }
    }

    [Fact]
    public void A_log_that_is_full_holds_what_a_plain_list_does_but_for_whole_segments_from_the_oldest_on()
    {
        for (int run = 0; run < 2; run++)
        {
            int seed = Random.Shared.Next(), number = 1;
            var random = new Random(seed);
            var scene = new FlashScene();
            int last = random.Next(37, 500);
            for (int sequence = last - 36; sequence <= last; sequence++)
            {
                int entries = sequence < last ? random.Next(0, 4) : random.Next(100, 170);
                scene.Put(sequence, FlashScene.Stamped(number, entries));
                number += entries;
            }

            var model = new Model(seed, scene);
            model.Run(25);
            Assert.True(model.Dropped >= 0, $"seed {seed}");
        }
    }

    /// <summary>A log and the list beside it.</summary>
    private sealed class Model
    {
        private readonly Random random;
        private readonly FlashScene scene;
        private readonly List<int> waiting;
        private readonly int seed;
        private FlashLog log;
        private int next, boot = 2, damaged, step;

        public Model(int seed, FlashScene scene)
        {
            this.seed = seed;
            this.scene = scene;
            random = new Random(seed);
            waiting = [.. OnFlash()];
            next = waiting.Count + 1;
            log = scene.Open(boot);
        }

        public int Dropped { get; private set; }

        public void Run(int steps)
        {
            Check("at first");
            for (step = 0; step < steps; step++)
            {
                int what = random.Next(10);
                if (what < 4)
                {
                    Append(random.Next(1, 75), what == 0);
                }
                else if (what < 8)
                {
                    Send(random.Next(1, 21), what == 4);
                }
                else
                {
                    Restart(what == 9);
                }
            }

            // A sent segment that could not be removed stays until something is sent again.
            Append(1, false);
            Equal(string.Join(" ", waiting), string.Join(" ", Entries.Drain(log)), "drained");
            waiting.Clear();
            Check("at last");
            Equal("", string.Join(" ", OnFlash()), "on flash when all was sent");
        }

        private void Append(int count, bool fails)
        {
            scene.Store.Fault = (StoreFault)random.Next(3);
            scene.Store.FailingCall = fails ? scene.Store.Calls + random.Next(1, 6) : 0;
            int end = next + count, tries = 0;
            while (next < end)
            {
                Equal(true, tries++ < 5, "tries to append");
                int done = FlashScene.Append(log, next, end - next);
                waiting.AddRange(Enumerable.Range(next, done));
                next += done;
            }

            // Behind the entries that are there, none is missing; before them, whole segments had to go.
            int[] onFlash = [.. OnFlash().Where(new HashSet<int>(waiting).Contains)];
            int gone = waiting.Count - onFlash.Length;
            Dropped += gone;
            waiting.RemoveRange(0, gone);
            Equal(string.Join(" ", waiting), string.Join(" ", onFlash), "appended");
            Equal(true, gone == 0 || scene.Store.Inner.Files.Keys.Count(IsSegment) == 37, "room was left");
            Check("appended");
        }

        private void Send(int most, bool fails)
        {
            scene.Store.Fault = (StoreFault)random.Next(3);
            scene.Store.FailingCall = fails ? scene.Store.Calls + random.Next(1, 6) : 0;
            (int[] numbers, long[] marks) = FlashScene.Peek(log, most);
            Equal(string.Join(" ", waiting.Take(numbers.Length)), string.Join(" ", numbers), "given");
            Equal(true, numbers.Length > 0 || waiting.Count == 0, "none is given");
            if (numbers.Length > 0)
            {
                int sent = random.Next(1, numbers.Length + 1);
                log.Accept(sent, marks[sent - 1]);
                waiting.RemoveRange(0, sent);
            }

            scene.Store.FailingCall = 0;
            Equal(true, log.TrySave() && !log.HasUnsaved, "saved");
            Check("sent");
        }

        private void Restart(bool isDamaged)
        {
            damaged = 0;
            if (isDamaged && waiting.Count > 0)
            {
                int victim = waiting[random.Next(waiting.Count)];
                Damage(victim);
                waiting.Remove(victim);
                damaged = 1;
            }

            log = scene.Open(++boot);
            Equal(true, log.Damaged >= damaged, "damaged");
            damaged = log.Damaged;

            // What had to go since the last note is told again.
            Dropped = log.Dropped;
            Check("started anew");
        }

        private void Damage(int victim)
        {
            foreach ((string name, byte[] bytes) in scene.Store.Inner.Files)
            {
                for (int at = 24; IsSegment(name) && at < bytes.Length; at += 24)
                {
                    if (IsEntry(bytes, at) && NumberAt(bytes, at) == victim)
                    {
                        bytes[at + random.Next(24)] ^= (byte)(1 << random.Next(8));
                        return;
                    }
                }
            }
        }

        private void Check(string after)
        {
            Equal((waiting.Count, Dropped, damaged, 0), (log.Count, log.Dropped, log.Damaged, log.Skipped), after);
            Equal(true, scene.Lines.All(line => line.Contains(" damaged ", StringComparison.Ordinal)
                || line == "The flash does not take entries: they wait in memory."), string.Join(" ", scene.Lines));
        }

        private void Equal<T>(T expected, T actual, string what) =>
            Assert.True(Equals(expected, actual), $"seed {seed}, step {step}, {what}: {actual} in place of {expected}");

        /// <summary>The numbers of all whole entries in the segments that are there, in the segments' order.</summary>
        private List<int> OnFlash()
        {
            var numbers = new List<int>();
            foreach (byte[] bytes in scene.Store.Inner.Files.Where(file => IsSegment(file.Key)).Select(file => file.Value)
                .OrderBy(bytes => BitConverter.ToInt32(bytes, 4)))
            {
                for (int at = 24; at + 24 <= bytes.Length; at += 24)
                {
                    if (IsEntry(bytes, at))
                    {
                        numbers.Add(NumberAt(bytes, at));
                    }
                }
            }

            return numbers;
        }

        /// <summary>Whether a record is a whole entry, and not the note of a clock's time.</summary>
        private static bool IsEntry(byte[] bytes, int at)
        {
            int crc = BitwiseCrc.Of(bytes.AsSpan(at, 22)) ^ 0x4E42;
            return crc == BitConverter.ToUInt16(bytes, at + 22) || (crc == 0xFFFF && bytes[at + 22] == 0xFE);
        }

        private static int NumberAt(byte[] bytes, int at) => bytes[at + 4] | (bytes[at + 5] << 8) | (bytes[at + 6] << 16);

        private static bool IsSegment(string name) => name.StartsWith("queue", StringComparison.Ordinal);
    }
}
