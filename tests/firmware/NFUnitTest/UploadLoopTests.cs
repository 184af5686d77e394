using NanoBms.Device.Cloud;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>When entries are sent again, and when not.</summary>
    [TestClass]
    public class UploadLoopTests
    {
        private const string Question =
            "http://channel.example/channels/4711/fields/1.csv?results=100&start=2026-03-01%2011:59:59&end=2026-03-01%2012:00:03";

        [TestMethod]
        public void A_refused_entry_stays_while_pauses_grow_from_15_seconds_to_10_minutes_and_they_shrink_when_it_works_again()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Answers(429, "");
            int[] pausesS = { 15, 30, 60, 120, 240, 480, 600, 600 };
            for (int k = 0; k < pausesS.Length; k++)
            {
                Assert.IsFalse(rig.Loop.SendStep());
                Assert.AreEqual(k + 1, rig.Http.Posts);
                Assert.AreEqual(
                    "ThingSpeak did not take the entry: HTTP 429; 1 entries wait, next try in " + pausesS[k].ToString() + " s.",
                    rig.Log.Last);
                rig.Clock.Advance(pausesS[k] * 1000 - 1);
                rig.Loop.SendStep();
                Assert.AreEqual(k + 1, rig.Http.Posts, "not before the pause is over");
                rig.Clock.Advance(1);
            }

            rig.Answers(200, "17");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(1, rig.Loop.Sent);
            rig.Queue.Add(StoredEntries.Of(1));
            rig.Answers(429, "");
            rig.Clock.Advance(15000);
            rig.Loop.SendStep();
            Assert.AreEqual("ThingSpeak did not take the entry: HTTP 429; 1 entries wait, next try in 15 s.", rig.Log.Last);
        }

        [TestMethod]
        public void After_a_lost_reply_the_channel_is_asked_and_what_it_has_is_not_sent_again()
        {
            var rig = new Rig(4711);
            Lose(rig);

            // The channel has two of three: one is left.
            rig.Has("12:00:00", "12:00:01");
            Assert.IsFalse(rig.Loop.SendStep());
            Assert.AreEqual(Question, rig.Http.Url);
            Assert.AreEqual(1, rig.Http.Posts);
            Assert.AreEqual(2, rig.Loop.Sent);
            Assert.AreEqual(1, rig.Queue.Count);
            rig.Answers(200, "18");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual("http://channel.example/update", rig.Http.Url);
            Assert.IsTrue(rig.Http.Body.IndexOf("created_at=2026-03-01T12:00:02Z&") > 0, rig.Http.Body);
            Assert.AreEqual(0, rig.Queue.Count);
            Assert.AreEqual(3, rig.Loop.Sent);
        }

        [TestMethod]
        public void After_a_lost_reply_entries_that_are_not_in_the_channel_are_sent_again()
        {
            var rig = new Rig(4711);
            Lose(rig);
            rig.Has("11:59:59");
            rig.Loop.SendStep();
            Assert.AreEqual(3, rig.Queue.Count);
            rig.Answers(202, "{\"success\":true}");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(2, rig.Http.Posts);
            Assert.AreEqual(3, rig.Loop.Sent);
            Assert.AreEqual(0, rig.Queue.Count);
        }

        [TestMethod]
        public void Entries_that_are_missing_before_others_that_are_there_are_sent_alone()
        {
            var rig = new Rig(4711);
            Lose(rig);
            rig.Has("12:00:00", "12:00:02");
            rig.Loop.SendStep();
            Assert.AreEqual(2, rig.Queue.Count);

            // The second is not there: it is sent; the third is.
            rig.Answers(200, "19");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.IsTrue(rig.Http.Body.IndexOf("created_at=2026-03-01T12:00:01Z&") > 0, rig.Http.Body);
            Assert.AreEqual(0, rig.Queue.Count);
            Assert.AreEqual(3, rig.Loop.Sent);
            Assert.AreEqual(2, rig.Http.Posts);
            Assert.AreEqual(1, rig.Http.Gets);
        }

        [TestMethod]
        public void Nothing_is_sent_while_it_is_not_known_what_the_channel_has()
        {
            var rig = new Rig(4711);
            Lose(rig);
            rig.Http.Answer.Status = 200;
            rig.Http.Answer.Body = "<html>";
            Assert.IsFalse(rig.Loop.SendStep());
            Assert.AreEqual(
                "ThingSpeak does not tell what it has: HTTP 200 with a body that is no list of entries; 3 entries wait, next try in 30 s.",
                rig.Log.Last);
            Assert.AreEqual(1, rig.Http.Posts);

            // Half an answer tells nothing either; an empty channel's has the line of names only.
            rig.Clock.Advance(30000);
            rig.Http.Answer.Body = "created_at,entry_id,field1\n2026-03-01 12:00:00 UTC,1";
            rig.Loop.SendStep();
            Assert.AreEqual(1, rig.Http.Posts);
            rig.Clock.Advance(60000);
            rig.Has();
            rig.Loop.SendStep();
            rig.Answers(202, "{\"success\": true}");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(0, rig.Queue.Count);
        }

        [TestMethod]
        public void An_entry_that_is_refused_again_and_again_while_another_passes_is_set_aside_alone_and_said_to_be()
        {
            var rig = new Rig(0);
            Refuse(rig, 422, "");
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Queue.Add(StoredEntries.Of(1));
            rig.Answers(200, "19");

            // Seven times, then the other, then three times more.
            for (int k = 0; k < 11; k++)
            {
                Assert.AreEqual(2, rig.Queue.Count);
                Assert.IsTrue(rig.Loop.SendStep() == (k == 7));
                rig.Clock.Advance(600000);
            }

            Assert.AreEqual(
                "1 entry is set aside, of 2026-03-01T12:00:00Z: ThingSpeak takes others and refuses it again and again (HTTP 422).",
                rig.Log.Last);
            Assert.AreEqual(0, rig.Queue.Count);
            Assert.AreEqual(1, rig.Loop.Sent);
            Assert.AreEqual(11, rig.Http.Posts);
        }

        [TestMethod]
        public void What_a_wrong_key_keeps_waiting_is_all_sent_with_the_right_one()
        {
            var rig = new Rig(0);
            for (int k = 0; k < 3; k++)
            {
                rig.Queue.Add(StoredEntries.Of(k));
            }

            rig.Answers(400, "0");
            for (int hour = 0; hour < 6; hour++)
            {
                rig.Loop.SendStep();
                Assert.AreEqual(hour + 1, rig.Http.Posts);
                Assert.AreEqual(
                    "ThingSpeak takes nothing from this device: HTTP 400; check key and address (cloudWriteKey, cloudChannelId, cloudUrl); "
                    + "3 entries wait, next try in 3600 s.", rig.Log.Last);
                rig.Clock.Advance(3599999);
                rig.Loop.SendStep();
                Assert.AreEqual(hour + 1, rig.Http.Posts, "not before the hour is over");
                rig.Clock.Advance(1);
            }

            rig.Answers(200, "17");
            for (int k = 0; k < 3; k++)
            {
                Assert.IsTrue(rig.Loop.SendStep());
                Assert.IsTrue(rig.Http.Body.IndexOf("created_at=2026-03-01T12:00:0" + k.ToString() + "Z&") > 0, rig.Http.Body);
                rig.Clock.Advance(15000);
            }

            Assert.AreEqual(3, rig.Loop.Sent);
            Assert.AreEqual(0, rig.Queue.Count);
        }

        [TestMethod]
        public void A_step_that_fails_is_said_and_tried_again_without_end()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Network.Fault = "no memory";
            for (int k = 0; k < 20; k++)
            {
                Assert.IsFalse(rig.Loop.SendStep());
                rig.Clock.Advance(600000);
            }

            Assert.AreEqual("Sending failed (Exception no memory); 1 entries wait, next try in 600 s.", rig.Log.Last);
            rig.Network.Fault = null;
            rig.Answers(200, "1");
            Assert.IsTrue(rig.Loop.SendStep());
        }

        [TestMethod]
        public void Pauses_end_also_where_the_uptime_begins_anew()
        {
            var rig = new Rig(0);
            rig.Clock.Advance(2000000000);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Answers(400, "0");
            rig.Loop.SendStep();
            rig.Answers(200, "1");
            rig.Clock.Advance(-2000000000);
            Assert.IsTrue(rig.Loop.SendStep());
        }

        [TestMethod]
        public void Without_a_network_nothing_is_sent()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Network.IsUp = false;
            Assert.IsFalse(rig.Loop.SendStep());
            Assert.AreEqual("No network; 1 entries wait, next try in 15 s.", rig.Log.Last);
            Assert.AreEqual(0, rig.Http.Posts);
        }

        [TestMethod]
        public void Since_when_there_is_no_network_is_told_until_there_is_one()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Network.IsUp = false;
            Assert.AreEqual(-1L, rig.Loop.NoNetworkSinceMs);
            rig.Loop.SendStep();
            Assert.AreEqual(0L, rig.Loop.NoNetworkSinceMs);
            rig.Clock.Advance(15000);
            rig.Loop.SendStep();
            Assert.AreEqual(0L, rig.Loop.NoNetworkSinceMs);
            rig.Clock.Advance(30000);
            rig.Network.IsUp = true;
            rig.Answers(200, "1");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(-1L, rig.Loop.NoNetworkSinceMs);

            rig.Queue.Add(StoredEntries.Of(1));
            rig.Network.IsUp = false;
            rig.Clock.Advance(15000);
            rig.Loop.SendStep();
            Assert.AreEqual(60000L, rig.Loop.NoNetworkSinceMs);
            rig.Clock.Advance(15000);
            rig.Loop.SendStep();
            Assert.AreEqual(60000L, rig.Loop.NoNetworkSinceMs);
        }

        [TestMethod]
        public void Where_the_network_is_up_it_is_not_connected_to()
        {
            var rig = new Rig(0);
            rig.Network.Connects = false;
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Answers(200, "1");
            Assert.IsTrue(rig.Loop.SendStep());
        }

        [TestMethod]
        public void A_step_that_has_nothing_to_send_says_so()
        {
            var rig = new Rig(0);
            rig.Answers(200, "1");
            Assert.IsFalse(rig.Loop.SendStep(), "nothing waits");
            rig.Queue.Add(StoredEntries.Of(0));
            Assert.IsTrue(rig.Loop.SendStep());
            rig.Queue.Add(StoredEntries.Of(1));
            Assert.IsFalse(rig.Loop.SendStep(), "it is not time yet");
            Assert.AreEqual(1, rig.Loop.Sent);
        }

        [TestMethod]
        public void The_step_that_sets_the_clock_sends_what_waited_for_it()
        {
            var rig = new Rig(0);
            rig.Clock.IsSet = false;
            rig.Queue.Add(StoredEntries.WithoutClock(0, 9));
            rig.Clock.Advance(20000);
            rig.Network.Time = new System.DateTime(2026, 3, 1, 12, 0, 20);
            rig.Answers(200, "1");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.IsTrue(rig.Http.Body.IndexOf("created_at=2026-03-01T12:00:09Z&") > 0, rig.Http.Body);
        }

        [TestMethod]
        public void Entries_from_before_the_clock_was_set_are_stamped_before_they_go_out()
        {
            var rig = new Rig(0);
            rig.Clock.IsSet = false;
            rig.Queue.Add(StoredEntries.WithoutClock(0, 9));
            rig.Clock.Advance(20000);
            rig.Clock.IsSet = true;
            rig.Answers(200, "1");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.IsTrue(rig.Http.Body.IndexOf("created_at=2026-03-01T12:00:09Z&") > 0, rig.Http.Body);
        }

        [TestMethod]
        public void A_channel_that_cannot_be_asked_has_an_entry_of_a_lost_reply_when_it_refuses_it_and_takes_another()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Queue.Add(StoredEntries.Of(1));
            rig.Answers(0, "timeout");
            rig.Loop.SendStep();
            rig.Clock.Advance(600000);
            Refuse(rig, 200, "0");
            rig.Answers(200, "18");
            for (int k = 0; k < 7; k++)
            {
                Assert.AreEqual(2, rig.Queue.Count);
                Assert.IsTrue(rig.Loop.SendStep() == (k == 3));
                rig.Clock.Advance(600000);
            }

            Assert.AreEqual(
                "1 entry is set aside, of 2026-03-01T12:00:00Z: ThingSpeak takes others and refuses it again and again (HTTP 200 with "
                    + "body 0); "
                + "it may be there already.", rig.Log.Last);
            Assert.AreEqual(0, rig.Queue.Count);
            Assert.AreEqual(0, rig.Http.Gets);
        }

        [TestMethod]
        public void A_channel_that_cannot_be_asked_takes_an_entry_of_a_lost_reply_again_which_is_said()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Answers(0, "timeout");
            rig.Loop.SendStep();
            rig.Answers(200, "18");
            rig.Clock.Advance(15000);
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(
                "1 entries from 2026-03-01T12:00:00Z on may be there twice: nothing told whether they were there.", rig.Log.Last);
            Assert.AreEqual(0, rig.Queue.Count);
        }

        [TestMethod]
        public void Asking_ends_where_no_answer_tells_and_the_entries_are_sent_which_is_said()
        {
            var rig = new Rig(4711);
            Lose(rig);
            rig.Http.Answer.Status = 200;
            rig.Http.Answer.Body = "\"-1\"";
            for (int k = 0; k < 8; k++)
            {
                rig.Loop.SendStep();
                Assert.AreEqual(k + 1, rig.Http.Gets);
                Assert.AreEqual(1, rig.Http.Posts);
                rig.Clock.Advance(600000);
            }

            rig.Answers(202, "{\"success\":true}");
            Assert.IsTrue(rig.Loop.SendStep());
            Assert.AreEqual(
                "3 entries from 2026-03-01T12:00:00Z on may be there twice: nothing told whether they were there.", rig.Log.Last);
            Assert.AreEqual(0, rig.Queue.Count);
            Assert.AreEqual(8, rig.Http.Gets);
        }

        [TestMethod]
        public void A_redirect_is_not_followed_and_said_without_what_may_be_a_key()
        {
            var rig = new Rig(0);
            rig.Queue.Add(StoredEntries.Of(0));
            rig.Answers(302, "https://portal.example/login?to=KEY");
            rig.Loop.SendStep();
            Assert.AreEqual(
                "ThingSpeak did not take the entry: HTTP 302, redirects to https://portal.example/login; set cloudUrl; "
                + "1 entries wait, next try in 15 s.", rig.Log.Last);
            Assert.AreEqual(1, rig.Http.Posts + rig.Http.Gets);
        }

        private static void Refuse(Rig rig, int status, string body)
        {
            rig.Http.Poison = "12:00:00Z";
            rig.Http.Refusal.Status = status;
            rig.Http.Refusal.Body = body;
        }

        /// <summary>Sends three entries together whose reply gets lost, and waits for the next try.</summary>
        private static void Lose(Rig rig)
        {
            for (int k = 0; k < 3; k++)
            {
                rig.Queue.Add(StoredEntries.Of(k));
            }

            rig.Answers(0, "timeout");
            Assert.IsFalse(rig.Loop.SendStep());
            Assert.AreEqual("ThingSpeak does not say whether it took the entry: timeout; 3 entries wait, next try in 15 s.", rig.Log.Last);
            rig.Clock.Advance(15000);
        }

        private sealed class Rig
        {
            public readonly ManualClock Clock = new ManualClock();
            public readonly ListLog Log = new ListLog();
            public readonly FakeHttp Http = new FakeHttp();
            public readonly FakeNetwork Network = new FakeNetwork();
            public readonly RecordQueue Queue = new RecordQueue(20);
            public readonly UploadLoop Loop;

            public Rig(int channelId)
            {
                var sink = new ThingSpeakSink(Http, "http://channel.example", "KEY", "", channelId, 15000);
                Loop = new UploadLoop(sink, Queue, Network, Clock, Log);
            }

            public void Answers(int status, string body)
            {
                Http.Reply.Status = status;
                Http.Reply.Body = body;
            }

            public void Has(params string[] times)
            {
                Http.Answer.Status = 200;
                Http.Answer.Body = "created_at,entry_id,field1\n";
                for (int k = 0; k < times.Length; k++)
                {
                    Http.Answer.Body += "2026-03-01 " + times[k] + " UTC," + (17 + k).ToString() + ",3.701\n";
                }
            }
        }
    }
}
