using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.Storage;

public sealed class FlashLogTests
{
    private const long Start = 1_772_366_400;

    private readonly MemoryStore store = new();
    private readonly ListLog lines = new();

    // The check value of CRC-16/IBM-3740 in the catalogue of parametrised CRC algorithms.
    [Fact]
    public void A_stored_entry_without_estimate_stays_without()
    {
        Record entry = Entries.Of(1);
        entry.SocCentiPercent = -1;
        entry.NetworkCentiPercent = -1;
        var bytes = new byte[RecordCodec.Bytes];
        RecordCodec.Encode(entry, 1, bytes, 0);
        Record read = RecordCodec.Decode(bytes, 0);
        Assert.Equal((-1, -1), (read.SocCentiPercent, read.NetworkCentiPercent));
        Assert.Equal(entry.Reading, read.Reading);
    }

    [Fact]
    public void The_crc_is_the_one_of_the_catalogue() => Assert.Equal(0x29B1, Crc16.Compute(Encoding.ASCII.GetBytes("123456789"), 0, 9));

    [Fact]
    public void The_format_on_flash_is_fixed()
    {
        FlashLog log = Open(3);
        log.Append(Entries.Ring([Entries.Of(-2300, Start)]), 1);
        byte[] file = store.Files["queue01.log"];

        // Header: "BL", version 1, sequence 1. Entry: 2026-03-01T12:00:00Z is 194,529,600 s (0x0B984940) after 2020 began.
        Assert.Equal("424C010001000000", Convert.ToHexString(file, 0, 8));
        Assert.Equal("4049980B04F7FF8C0A2EFB4D1C851C120A0005010300", Convert.ToHexString(file, 24, 22));
        Assert.Equal(48, file.Length);
    }

    [Fact]
    public void Entries_come_back_whole_and_in_order_after_a_restart()
    {
        Open().Append(Entries.Ring(Enumerable.Range(0, 500).Select(k => Entries.Of(k, Start + k))), 500);
        FlashLog log = Open(2);
        Assert.Equal(500, log.Count);
        List<Record> records = Entries.DrainRecords(log);
        Assert.Equal(Enumerable.Range(0, 500).Select(k => Entries.Of(k, Start + k)), records);
        Assert.Equal(0, log.Count);
        Assert.DoesNotContain(store.Files.Keys, name => name.StartsWith("queue", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_sent_stays_sent_after_a_restart()
    {
        FlashLog log = Open();
        log.Append(Entries.Ring(Enumerable.Range(0, 200).Select(k => Entries.Of(k, Start + k))), 200);
        var ring = new RecordRing(20);
        long[] marks = new long[20];
        for (int k = 0; k < 9; k++)
        {
            int count = log.Peek(20, ring, marks);
            log.Accept(count, marks[count - 1]);
        }

        FlashLog again = Open(2);
        Assert.Equal(log.Count, again.Count);
        Assert.Equal(Enumerable.Range(200 - log.Count, log.Count), Entries.Drain(again));
        again.Append(Entries.Ring([Entries.Of(777, Start)]), 1);
        Assert.Equal([777], Entries.Drain(Open(3)));
    }

    [Fact]
    public void A_full_log_holds_25_hours_in_148_KB_and_drops_the_oldest()
    {
        FlashLog log = Open();
        for (int k = 0; k < 10000; k += 20)
        {
            Assert.Equal(20, log.Append(Entries.Ring(Enumerable.Range(k, 20).Select(n => Entries.Of(n, Start + n))), 20));
            Assert.InRange(store.TotalBytes, 0, 148 * 1024);
        }

        Assert.InRange(log.Count, 25 * 240, 37 * 169);
        Assert.Equal(10000 - log.Count, log.Dropped);
        Assert.Equal(log.Count, Open(2).Count);
        Assert.Equal(Enumerable.Range(10000 - log.Count, log.Count), Entries.Drain(log));
    }

    [Fact]
    public void Damaged_bytes_cost_the_entries_they_are_in()
    {
        Open().Append(Entries.Ring(Enumerable.Range(0, 100).Select(k => Entries.Of(k, Start + k))), 100);
        store.Files["queue01.log"][24 + 24 * 10 + 5] ^= 1;
        store.Files["queue01.log"][24 + 24 * 99] ^= 0x80;
        FlashLog log = Open(2);
        Assert.Equal((98, 2), (log.Count, log.Damaged));
        Assert.Equal(Enumerable.Range(0, 99).Where(k => k != 10), Entries.Drain(log));
    }

    [Fact]
    public void A_batch_is_as_long_as_it_was_whatever_damaged_places_lie_between()
    {
        FlashLog log = Open();
        log.Append(Entries.Ring(Enumerable.Range(0, 40).Select(k => Entries.Of(k, Start + k))), 40);
        store.Files["queue01.log"][24 + 24 * 3] ^= 1;
        var ring = new RecordRing(20);
        Assert.Equal(19, log.Peek(20, ring, new long[20]));
        Assert.Equal(19, log.Peek(19, ring, new long[20]));
        Assert.Equal(19, ring.Peek(18).Reading.CurrentMilliA);
        Assert.Equal(5, log.Peek(5, ring, new long[20]));
    }

    [Fact]
    public void A_storage_that_refuses_is_told_and_works_again_later()
    {
        FlashLog log = Open();
        store.RefusesWrites = true;
        Assert.Equal(0, log.Append(Entries.Ring([Entries.Of(1, Start)]), 1));
        store.RefusesWrites = false;
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(1, Start)]), 1));
        Assert.Equal([1], Entries.Drain(log));
    }

    [Fact]
    public void Times_of_power_ups_without_a_clock_are_found_when_it_is_known()
    {
        Open(1).Append(Entries.Ring([Entries.Of(1, 0, 10_000), Entries.Of(2, 0, 25_000)]), 2);
        Open(2).Append(Entries.Ring([Entries.Of(3, 0, 12_000)]), 1);
        FlashLog log = Open(3);
        log.Append(Entries.Ring([Entries.Of(4, 0, 15_000)]), 1);
        log.SetClock(Start);
        log.Append(Entries.Ring([Entries.Of(5, Start + 30)]), 1);

        // Power-up 2 began 12 + 1 s before 3, power-up 1 began 25 + 1 s before 2.
        long[] expected = [Start - 13 - 26 + 10, Start - 13 - 26 + 25, Start - 13 + 12, Start + 15, Start + 30];
        Assert.Equal(expected, Peek(log).Select(record => record.UnixS));

        // The times are the same after a restart, whatever its own clock says.
        FlashLog later = Open(4);
        later.SetClock(Start + 5000);
        Assert.Equal(expected, Entries.DrainRecords(later).Select(record => record.UnixS));
    }

    [Fact]
    public void However_often_a_device_without_a_clock_starts_anew_the_newest_64_power_ups_keep_their_times()
    {
        for (int boot = 1; boot <= 100; boot++)
        {
            Open(boot).Append(Entries.Ring([Entries.Of(boot, 0, 10_000)]), 1);
        }

        FlashLog log = Open(101);
        log.SetClock(Start);
        List<Record> records = Entries.DrainRecords(log);
        Assert.Equal(Enumerable.Range(37, 64), records.Select(record => record.Reading.CurrentMilliA));
        Assert.Equal(Enumerable.Range(1, 64).Select(k => Start - (11 * k) + 10).Reverse(), records.Select(record => record.UnixS));
        Assert.Equal((36, 0), (log.Dropped, log.Count));
    }

    [Fact]
    public void A_power_cut_at_any_byte_costs_at_most_what_was_being_written()
    {
        for (long cut = 1; cut < 700; cut++)
        {
            var storage = new MemoryStore();
            var log = new FlashLog(storage, 1);
            log.Open();
            storage.PowerAfterBytes = cut;
            int stored = 0;
            while (stored < 30 && log.Append(Entries.Ring([Entries.Of(stored, Start + stored)]), 1) == 1)
            {
                stored++;
            }

            storage.PowerOn();
            var again = new FlashLog(storage, 2);
            again.Open();
            again.Append(Entries.Ring([Entries.Of(1000, Start + 1000)]), 1);
            List<int> numbers = Entries.Drain(again);
            int kept = numbers.Count - 1;
            Assert.InRange(kept, stored, stored + 1);
            Assert.Equal([.. Enumerable.Range(0, kept), 1000], numbers);
        }
    }

    [Fact]
    public void Four_hundred_power_cuts_while_storing_and_sending_lose_nothing_and_repeat_only_what_was_not_noted()
    {
        var random = new Random(6);
        var stored = new List<int>();
        var received = new SortedSet<int>();
        int next = 0, noted = -1;
        var ring = new RecordRing(20);
        long[] marks = new long[20];
        for (int cut = 0; cut <= 400; cut++)
        {
            store.PowerOn();
            var log = new FlashLog(store, cut + 1);
            log.Open();
            store.PowerAfterBytes = cut < 400 ? random.Next(1, 3000) : long.MaxValue;
            for (int step = 0; step < 1000 && store.PowerAfterBytes > 0; step++)
            {
                if (random.Next(2) > 0 && cut < 400)
                {
                    int wanted = random.Next(1, 20);
                    int done = log.Append(Entries.Ring(Enumerable.Range(next, wanted).Select(k => Entries.Of(k, Start + k))), wanted);
                    if (store.PowerAfterBytes > 0)
                    {
                        Assert.Equal(wanted, done);
                        stored.AddRange(Enumerable.Range(next, wanted));
                    }

                    next += wanted;
                    continue;
                }

                Assert.Equal(0, log.Dropped);
                int count = log.Peek(random.Next(4, 21), ring, marks);
                int before = noted;
                for (int k = 0; k < count; k++)
                {
                    int number = ring.Peek(k).Reading.CurrentMilliA;
                    Assert.True(number > before, $"{number} after {before}");
                    before = number;
                    received.Add(number);
                }

                if (count > 0)
                {
                    log.Accept(count, marks[count - 1]);
                    noted = store.PowerAfterBytes > 0 ? before : noted;
                }
            }
        }

        Assert.InRange(stored.Count, 5000, int.MaxValue);
        Assert.Empty(stored.Except(received));
    }

    [Fact]
    public void A_file_a_hundred_times_too_large_makes_no_entries_and_is_named()
    {
        Open().Append(Entries.Ring(Enumerable.Range(0, 10).Select(k => Entries.Of(k, Start + k))), 10);
        store.Put("queue01.log", [.. store.Files["queue01.log"], .. new byte[408_000]]);
        FlashLog log = Open(2);
        Assert.Equal((10, 159), (log.Count, log.Damaged));
        Assert.Contains("queue01.log has 408264 bytes: what is behind 4080 is not looked at.", lines.Lines);
        Assert.Contains("queue01.log holds 159 damaged entries, by a power cut or by the flash: they are lost.", lines.Lines);
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(10, Start + 10)]), 1));
        Assert.Equal(Enumerable.Range(0, 11), Entries.Drain(log));
    }

    [Fact]
    public void A_file_that_is_no_segment_is_named_and_its_place_is_used_when_its_turn_comes()
    {
        store.Put("queue01.log", new byte[24 + 24 * 7]);
        FlashLog log = Open();
        Assert.Contains("queue01.log is no segment of this log: up to 7 entries are lost.", lines.Lines);
        Assert.Equal(7, log.Skipped);
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(1, Start)]), 1));
        Assert.Equal([1], Entries.Drain(log));
    }

    [Fact]
    public void A_file_that_vanishes_while_it_runs_costs_its_entries_is_named_and_sending_goes_on()
    {
        FlashLog log = Open();
        log.Append(Entries.Ring(Enumerable.Range(0, 400).Select(k => Entries.Of(k, Start + k))), 400);
        store.Remove("queue02.log");
        Assert.Equal(Enumerable.Range(0, 400).Where(k => k is < 169 or >= 338), Entries.Drain(log));
        Assert.Equal((0, 169), (log.Count, log.Skipped));
        Assert.Contains("queue02.log is not there any more: up to 169 entries are lost.", lines.Lines);
    }

    [Fact]
    public void The_newest_file_that_vanishes_is_begun_anew()
    {
        FlashLog log = Open();
        log.Append(Entries.Ring(Enumerable.Range(0, 10).Select(k => Entries.Of(k, Start + k))), 10);
        store.Remove("queue01.log");
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(10, Start + 10)]), 1));
        Assert.Contains("queue01.log is not there any more: up to 10 entries are lost.", lines.Lines);
        Assert.Equal([10], Entries.Drain(log));
    }

    [Fact]
    public void Bytes_that_got_behind_the_last_entry_cost_no_entry_after_them()
    {
        FlashLog log = Open();
        log.Append(Entries.Ring([Entries.Of(0, Start)]), 1);
        store.Put("queue01.log", [.. store.Files["queue01.log"], 1, 2, 3, 4, 5]);
        Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(1, Start + 1)]), 1));
        Assert.Equal([0, 1], Entries.Drain(log));
    }

    [Fact]
    public void A_flash_so_full_that_an_entry_is_cut_off_and_cannot_be_filled_up_costs_none_and_doubles_none()
    {
        for (int room = 0; room < 150; room++)
        {
            var full = new FaultyStore();
            var log = new FlashLog(full, 1);
            log.Open();
            int left = room, next = 0;
            full.Room = () => left;
            full.Took = bytes => left -= bytes;
            while (log.Append(Entries.Ring([Entries.Of(next, Start + next)]), 1) == 1)
            {
                next++;
            }

            Assert.Equal(0, log.Append(Entries.Ring([Entries.Of(next, Start + next)]), 1));
            left = 10_000;
            for (int end = next + 5; next < end; next++)
            {
                Assert.Equal(1, log.Append(Entries.Ring([Entries.Of(next, Start + next)]), 1));
            }

            Assert.Equal(Enumerable.Range(0, next), Entries.Drain(log));
        }
    }

    [Fact]
    public void No_entry_gets_a_time_at_or_before_one_that_was_given()
    {
        // The clock was ahead by 600 s, right again, and unknown over two power-ups.
        FlashLog log = Open(1);
        log.SetClock(Start);
        log.Append(Entries.Ring(Enumerable.Range(0, 40).Select(k => Entries.Of(k, Start + 600 + 15 * k))), 40);
        Open(2).Append(Entries.Ring([Entries.Of(40, 0, 150_000), Entries.Of(41, 0, 360_000)]), 2);
        FlashLog last = Open(3);
        Assert.Equal(Start + 600 + 15 * 39 + 360 + 2, last.SetClock(Start + 700));
        List<Record> records = Entries.DrainRecords(last);
        Assert.Equal(Enumerable.Range(0, 42), records.Select(record => record.Reading.CurrentMilliA));
        Assert.Equal(records.Select(record => record.UnixS).Distinct().Order(), records.Select(record => record.UnixS));
    }

    [Fact]
    public void A_clock_that_was_days_ahead_and_is_right_again_is_not_followed()
    {
        FlashLog log = Open(1);
        log.SetClock(Start);
        log.Append(Entries.Ring([Entries.Of(0, Start + 3 * 86400)]), 1);
        Open(2).Append(Entries.Ring([Entries.Of(1, 0, 150_000)]), 1);
        FlashLog last = Open(3);
        Assert.Equal(Start + 1000, last.SetClock(Start + 1000));
        Assert.Equal([Start + 3 * 86400, Start + 1000 - 1], Entries.DrainRecords(last).Select(record => record.UnixS));
    }

    [Fact]
    public void No_two_power_ups_have_the_same_number_whatever_the_state_says()
    {
        Open(500).Append(Entries.Ring([Entries.Of(1, 0, 10_000)]), 1);
        Assert.Equal(501, Open(1).Boot);
        Assert.Equal(700, Open(700).Boot);

        // Numbers begin anew after 65,535.
        store.Remove("queue01.log");
        store.Remove("sent.1");
        store.Remove("sent.0");
        Open(65535).Append(Entries.Ring([Entries.Of(1, 0, 10_000)]), 1);
        FlashLog next = Open(3);
        next.Append(Entries.Ring([Entries.Of(2, 0, 12_000)]), 1);
        Assert.Equal(3, next.Boot);
        Assert.Equal(4, Open(65535).Boot);
        FlashLog last = Open(4);
        last.SetClock(Start);
        Assert.Equal([1, 2], Entries.Drain(last));
    }

    [Fact]
    public void A_power_up_comes_after_one_that_left_out_numbers_although_its_entries_cannot_be_read()
    {
        var faulty = new FaultyStore();
        FlashLog first = Open(1, faulty);
        AppendNineTimes20WithoutTime(first);

        string unread = "";
        faulty.IsUnreadable = name => unread.Contains(name, StringComparison.Ordinal);
        int before = 1;
        foreach (string files in (string[])["queue01.log queue02.log", "queue03.log", "queue04.log", ""])
        {
            unread = files;
            var log = new FlashLog(faulty, 2, lines);
            log.Open();
            Assert.InRange(log.Boot, before + 1, 2000);
            before = log.Boot;
            log.Append(Entries.Ring([Entries.Of(1, 0, 10_000)]), 1);
        }
    }

    [Fact]
    public void Entries_whose_time_is_lost_with_a_file_stay_before_those_that_came_after_them()
    {
        var faulty = new FaultyStore();
        // A file without times, the second with the clock, the third of a later start with times.
        FlashLog first = Open(1, faulty);
        AppendNineTimes20WithoutTime(first);

        first.SetClock(Start);
        FlashLog second = Open(2, faulty);
        second.SetClock(Start + 1000);
        for (int k = 0; k < 10; k++)
        {
            second.Append(Entries.Ring(Enumerable.Range(180 + 20 * k, 20).Select(n => Entries.Of(n, Start + 1000 + n))), 20);
        }

        faulty.IsUnreadable = name => name == "queue02.log";
        FlashLog blind = Open(3, faulty);
        GiveUp(blind);

        Assert.Equal(Start + 40_000, blind.SetClock(Start + 40_000));
        long[] times = [.. Entries.DrainRecords(blind).Select(record => record.UnixS)];
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], Start - 100, Start + 1500);
    }

    [Fact]
    public void Entries_whose_time_is_lost_with_a_file_are_not_dated_behind_the_newest_time_that_was_noted()
    {
        var faulty = new FaultyStore();

        // 20 minutes without a clock, then it is set: the second file tells so, and the state notes the newest time of an entry.
        FlashLog first = Open(1, faulty);
        for (int k = 0; k < 9; k++)
        {
            first.Append(Entries.Ring(Enumerable.Range(20 * k, 20).Select(n => Entries.Of(n, 0, 6000 * (n + 1)))), 20);
        }

        first.SetClock(Start);
        faulty.IsUnreadable = name => name == "queue02.log";
        FlashLog blind = Open(2, faulty);
        GiveUp(blind);

        // It is taken to have ended as the next one began: what is in the file that is lost came before that, too.
        Assert.Equal(Start + 1100, blind.SetClock(Start + 1100, notedUnixS: Start + 1090, notedBoot: 1));
        long[] times = [.. Entries.DrainRecords(blind).Select(record => record.UnixS)];
        Assert.Equal(169, times.Length);
        Assert.Equal(Start + 1100 - 1, times[^1]);
        Assert.Equal(Start + 1100 - 1 - 6 * 168, times[0]);
    }

    [Fact]
    public void Places_that_hold_no_entry_do_not_count_as_entries_when_their_file_is_given_up()
    {
        var faulty = new FaultyStore();

        // The first file has a clock and a damaged place, the second 40 entries.
        FlashLog first = Open(1, faulty);
        first.SetClock(Start);
        for (int k = 0; k < 10; k++)
        {
            first.Append(Entries.Ring(Enumerable.Range(20 * k, 20).Select(n => Entries.Of(n, Start + n))), 20);
        }

        faulty.Inner.Files["queue01.log"][24 * 50] ^= 1;
        FlashLog log = Open(2, faulty);
        int inSecond = faulty.Inner.Files["queue02.log"].Length / 24 - 1;
        Assert.Equal(199, log.Count);

        // Numbers are given by how many wait: one too few would give a number twice.
        faulty.IsUnreadable = name => name == "queue01.log";
        for (int k = 0; k < FlashLog.MaxTries; k++)
        {
            Assert.Equal(199, log.Count);
            Peek(log);
        }

        Assert.Equal(inSecond, log.Count);
        Assert.Equal(Enumerable.Range(200 - inSecond, inSecond), Entries.Drain(log));
    }

    [Fact]
    public void A_file_that_is_read_late_has_the_times_that_the_file_behind_it_tells()
    {
        var faulty = new FaultyStore();
        FlashLog first = Open(1, faulty);
        AppendNineTimes20WithoutTime(first);

        first.SetClock(Start);

        // What is in the second file is sent, so that nothing but the first one holds entries without a time.
        faulty.IsUnreadable = name => name == "queue01.log";
        byte[] file = [.. faulty.Inner.Files["queue02.log"].Where((_, at) => at < 24 || at >= 24 * 12)];
        Assert.True(faulty.Inner.Write("queue02.log", file, file.Length));
        FlashLog late = Open(2, faulty);
        faulty.IsUnreadable = _ => false;
        late.SetClock(Start + 5000);
        Assert.Equal(Enumerable.Range(0, 169).Select(n => Start + n + 1), Entries.DrainRecords(late).Select(record => record.UnixS));
    }

    [Fact]
    public void A_time_that_was_found_while_a_file_could_not_be_read_gives_way_to_the_one_in_that_file()
    {
        var faulty = new FaultyStore();
        // 180 entries without a time, of which the second file holds 11, then the clock, then 5 with a time.
        FlashLog first = Open(1, faulty);
        AppendNineTimes20WithoutTime(first);

        first.SetClock(Start);
        first.Append(Entries.Ring(Enumerable.Range(180, 5).Select(n => Entries.Of(n, Start + n + 1))), 5);

        // Ten minutes later a start cannot read that file, gives it up, and has the others end as it began.
        faulty.IsUnreadable = name => name == "queue02.log";
        FlashLog blind = Open(2, faulty);
        GiveUp(blind);

        blind.SetClock(Start + 800);
        faulty.IsUnreadable = _ => false;
        FlashLog last = Open(3, faulty);
        last.SetClock(Start + 900);
        Assert.Equal(Enumerable.Range(0, 185).Select(n => Start + n + 1), Entries.DrainRecords(last).Select(record => record.UnixS));
    }

    [Fact]
    public void A_note_of_what_was_sent_without_a_power_up_is_read_as_programs_up_to_0_9_wrote_it()
    {
        Open(1).Append(Entries.Ring(Enumerable.Range(0, 5).Select(k => Entries.Of(k, Start + k))), 5);
        var note = new TwinFile(store, "sent.");
        note.Load();
        Assert.True(note.TrySave([1, 0, 0, 0, 3, 0, 0, 0]));
        Assert.Equal([3, 4], Entries.Drain(Open(2)));
    }

    private FlashLog Open(int boot = 1, IFileStore? other = null)
    {
        var log = new FlashLog(other ?? store, boot, lines);
        log.Open();
        return log;
    }

    private static void AppendNineTimes20WithoutTime(FlashLog log)
    {
        for (int k = 0; k < 9; k++)
        {
            log.Append(Entries.Ring(Enumerable.Range(20 * k, 20).Select(n => Entries.Of(n, 0, 1000 * (n + 1)))), 20);
        }
    }

    private static void GiveUp(FlashLog log)
    {
        for (int k = 0; k < FlashLog.MaxTries; k++)
        {
            Peek(log);
        }
    }

    private static List<Record> Peek(FlashLog log)
    {
        var ring = new RecordRing(20);
        int count = log.Peek(20, ring, new long[20]);
        return [.. Enumerable.Range(0, count).Select(ring.Peek)];
    }
}
