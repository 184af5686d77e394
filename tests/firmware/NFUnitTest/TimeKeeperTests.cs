using System;
using NanoBms.Device.Cloud;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Whom the clock is set by.</summary>
    [TestClass]
    public class TimeKeeperTests
    {
        private const int HourMs = 3600000;

        [TestMethod]
        public void A_clock_that_is_not_set_is_set_when_two_answers_agree()
        {
            var rig = new Rig();
            rig.Clock.IsSet = false;
            Assert.IsFalse(rig.Keeper.TryKeep(), "nobody answers");
            rig.Network.Answers = new[] { rig.True(), rig.True().AddSeconds(11) };
            Assert.IsFalse(rig.Keeper.TryKeep(), "two answers that differ");
            Assert.IsFalse(rig.Clock.IsSet);
            rig.Network.Answers = new[] { rig.True().AddDays(40), rig.True().AddDays(40).AddSeconds(9) };
            Assert.IsTrue(rig.Keeper.TryKeep());
            Assert.AreEqual(rig.True().AddDays(40).AddSeconds(9), rig.Clock.UtcNow);
        }

        [TestMethod]
        public void A_set_clock_is_checked_at_once_and_then_each_hour_and_drift_is_corrected()
        {
            var rig = new Rig();
            rig.Network.Answers = new[] { rig.True().AddSeconds(299) };
            Assert.IsTrue(rig.Keeper.TryKeep());
            Assert.AreEqual(1, rig.Network.Questions);
            Assert.AreEqual(rig.True().AddSeconds(299), rig.Clock.UtcNow);
            rig.Clock.Advance(HourMs - 1);
            rig.Keeper.TryKeep();
            Assert.AreEqual(1, rig.Network.Questions);
            rig.Clock.Advance(1);
            rig.Network.Answers = new[] { rig.True() };
            rig.Keeper.TryKeep();
            Assert.AreEqual(2, rig.Network.Questions);
            Assert.AreEqual(rig.True(), rig.Clock.UtcNow);
        }

        [TestMethod]
        public void A_time_server_that_does_not_answer_stops_nothing_and_is_asked_less_and_less_often()
        {
            var rig = new Rig();
            int[] pausesS = { 15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 };
            for (int k = 0; k < pausesS.Length; k++)
            {
                Assert.IsTrue(rig.Keeper.TryKeep());
                Assert.AreEqual(k + 1, rig.Network.Questions);
                rig.Clock.Advance(pausesS[k] * 1000 - 1);
                rig.Keeper.TryKeep();
                Assert.AreEqual(k + 1, rig.Network.Questions);
                rig.Clock.Advance(1);
            }
        }

        [TestMethod]
        public void A_step_is_made_only_when_the_server_has_said_so_for_as_long_as_it_said_otherwise_before()
        {
            var rig = new Rig();
            for (int hour = 0; hour < 10; hour++)
            {
                rig.Hear(0);
                Assert.AreEqual(0L, rig.ErrorS());
            }

            // Four answers count for the clock at most: three more say otherwise in vain.
            for (int hour = 0; hour < 3; hour++)
            {
                rig.Hear(72000);
                Assert.AreEqual(0L, rig.ErrorS());
                Assert.AreEqual(
                    "The time server says 72000 s more than the clock: not believed until it has said so for longer.", rig.Log.Last);
            }

            rig.Hear(72000);
            Assert.AreEqual(72000L, rig.ErrorS());
            Assert.AreEqual("The clock steps by 72000 s: the time server says so again and again.", rig.Log.Last);

            // What was believed for an hour is given up in an hour.
            rig.Hear(0);
            Assert.AreEqual(0L, rig.ErrorS());
        }

        [TestMethod]
        public void One_answer_alone_never_makes_a_step()
        {
            var rig = new Rig();
            rig.Network.Answers = new[] { rig.True().AddHours(-1), rig.True() };
            Assert.IsTrue(rig.Keeper.TryKeep());
            Assert.AreEqual(0L, rig.ErrorS());
            Assert.AreEqual(2, rig.Network.Questions);
        }

        [TestMethod]
        public void A_doubted_clock_is_checked_at_once_and_steps_when_two_answers_agree()
        {
            var rig = new Rig();
            rig.Hear(0);
            rig.Hear(0);
            rig.Network.Ahead(-86400000);
            rig.Keeper.TryKeep();
            Assert.AreEqual(0L, rig.ErrorS());
            rig.Keeper.Doubt();
            rig.Keeper.TryKeep();
            Assert.AreEqual(-86400L, rig.ErrorS());
        }

        [TestMethod]
        public void The_next_check_is_due_also_where_the_uptime_begins_anew()
        {
            var rig = new Rig();
            rig.Clock.Advance(HourMs);
            rig.Hear(0);
            int questions = rig.Network.Questions;
            rig.Clock.Advance(-2 * HourMs);
            rig.Keeper.TryKeep();
            Assert.AreEqual(questions + 1, rig.Network.Questions);
        }

        [TestMethod]
        public void Answers_that_differ_are_two_questions_and_the_next_come_soon()
        {
            var rig = new Rig();
            rig.Clock.IsSet = false;
            rig.Network.Answers = new[] { rig.True(), rig.True().AddSeconds(20), rig.True().AddSeconds(20) };
            Assert.IsFalse(rig.Keeper.TryKeep());
            Assert.AreEqual(2, rig.Network.Questions);

            // A clock that is set and not spoken for yet: two answers that agree with neither it nor each other.
            rig.Clock.IsSet = true;
            rig.Clock.Advance(15000);
            rig.Network.Answers = new[] { rig.True().AddHours(2), rig.True().AddHours(3) };
            Assert.IsTrue(rig.Keeper.TryKeep());
            Assert.AreEqual(0L, rig.ErrorS());
            Assert.AreEqual(4, rig.Network.Questions);
            rig.Clock.Advance(30000);
            rig.Keeper.TryKeep();
            Assert.AreEqual(5, rig.Network.Questions);
        }

        [TestMethod]
        public void Answers_may_take_their_time()
        {
            var rig = new Rig();
            rig.Clock.IsSet = false;
            rig.Network.TakesMs = 20000;
            rig.Network.Ahead(86400000);
            Assert.IsTrue(rig.Keeper.TryKeep());
            Assert.AreEqual(2, rig.Network.Questions);
            Assert.AreEqual(86400L, rig.ErrorS());
        }

        [TestMethod]
        public void Five_minutes_either_way_are_corrected_by_one_answer_and_a_millisecond_more_is_not()
        {
            int[] corrected = { 300000, -300000 };
            foreach (int milliseconds in corrected)
            {
                var rig = new Rig();
                rig.Network.Answers = new[] { rig.True().AddMilliseconds(milliseconds) };
                rig.Keeper.TryKeep();
                Assert.AreEqual((long)(milliseconds / 1000), rig.ErrorS());
                rig = new Rig();
                rig.Network.Answers = new[] { rig.True().AddMilliseconds(milliseconds + (milliseconds > 0 ? 1 : -1)) };
                rig.Keeper.TryKeep();
                Assert.AreEqual(0L, rig.ErrorS());
            }
        }

        [TestMethod]
        public void After_a_step_and_after_an_answer_that_was_not_believed_the_next_question_is_an_hour_later()
        {
            var rig = new Rig();
            rig.Network.Ahead(86400000);
            rig.Keeper.TryKeep();
            Assert.AreEqual(86400L, rig.ErrorS());
            Assert.AreEqual(2, rig.Network.Questions);
            rig.Clock.Advance(HourMs - 1);
            rig.Keeper.TryKeep();
            Assert.AreEqual(2, rig.Network.Questions);
            rig.Clock.Advance(1);
            rig.Keeper.TryKeep();
            Assert.AreEqual(3, rig.Network.Questions);

            // Two answers have spoken for the clock: one that does not is heard, and no more is asked until the hour is over.
            rig.Clock.Advance(HourMs);
            rig.Network.Ahead(0);
            rig.Keeper.TryKeep();
            Assert.AreEqual(86400L, rig.ErrorS());
            Assert.AreEqual(4, rig.Network.Questions);
            rig.Clock.Advance(HourMs - 1);
            rig.Keeper.TryKeep();
            Assert.AreEqual(4, rig.Network.Questions);
        }

        private sealed class Rig
        {
            public readonly ManualClock Clock = new ManualClock();
            public readonly ListLog Log = new ListLog();
            public readonly FakeTimeServer Network;
            public readonly TimeKeeper Keeper;

            public Rig()
            {
                Network = new FakeTimeServer(Clock);
                Keeper = new TimeKeeper(Network, Clock, Log);
            }

            public DateTime True()
            {
                return new DateTime(2026, 3, 1, 12, 0, 0).AddMilliseconds(Clock.UptimeMs);
            }

            public long ErrorS()
            {
                return (Clock.UtcNow.Ticks - True().Ticks) / TimeSpan.TicksPerSecond;
            }

            public void Hear(int aheadS)
            {
                Network.Ahead(aheadS * 1000L);
                Assert.IsTrue(Keeper.TryKeep());
                Clock.Advance(HourMs);
            }
        }
    }
}
