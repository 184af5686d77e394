using NanoBms.Device.Cloud;
using NanoBms.Device.Cloud.ThingSpeak;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>What goes to the channel, character by character, and what the replies mean.</summary>
    [TestClass]
    public class ThingSpeakSinkTests
    {
        [TestMethod]
        public void One_entry_is_a_form()
        {
            var http = new FakeHttp();
            http.Reply.Status = 200;
            http.Reply.Body = "17";
            SendOutcome outcome = Sink(http).Send(Queue(1), 0, 1);
            Assert.AreEqual((int)SendOutcome.Accepted, (int)outcome);
            Assert.AreEqual("http://channel.example/update", http.Url);
            Assert.AreEqual("application/x-www-form-urlencoded", http.ContentType);
            Assert.AreEqual(
                "api_key=KEY&created_at=2026-03-01T12:05:09Z"
                + "&field1=3.701&field2=-2.300&field3=28.50&field4=72.45&field5=1.8&field6=71.00&field7=16&field8=2.87&status=n1",
                http.Body);
        }

        [TestMethod]
        public void Several_entries_are_one_document()
        {
            var http = new FakeHttp();
            http.Reply.Status = 202;
            http.Reply.Body = "{\"success\":true}";
            Assert.AreEqual((int)SendOutcome.Accepted, (int)Sink(http).Send(Queue(2), 0, 2));
            Assert.AreEqual("http://channel.example/channels/4711/bulk_update.json", http.Url);
            const string Fields =
                "\"field1\":3.701,\"field2\":-2.300,\"field3\":28.50,\"field4\":72.45,\"field5\":1.8,\"field6\":71.00,\"field7\":16,"
                    + "\"field8\":2.87,\"status\":\"n";
            Assert.AreEqual(
                "{\"write_api_key\":\"KEY\",\"updates\":[{\"created_at\":\"2026-03-01T12:05:09Z\"," + Fields
                + "1\"},{\"created_at\":\"2026-03-01T12:05:24Z\"," + Fields + "2\"}]}",
                http.Body);
        }

        [TestMethod]
        public void Replies_are_told_apart()
        {
            Gives(SendOutcome.Rejected, 200, "0");
            Gives(SendOutcome.Retry, 429, "");
            Gives(SendOutcome.Unknown, 200, "<html>");
            Gives(SendOutcome.Unknown, 0, "no reply");
            Gives(SendOutcome.Unknown, 503, "");
            Gives(SendOutcome.Unknown, 408, "");
            Gives(SendOutcome.Rejected, 409, "");
            Gives(SendOutcome.Rejected, 422, "");
            Gives(SendOutcome.Retry, 302, "http://portal.example/login");
            Gives(SendOutcome.Refused, 400, "0");
            Gives(SendOutcome.Refused, 401, "");
            Gives(SendOutcome.Refused, 402, "");
            Gives(SendOutcome.Refused, 404, "");
        }

        private static void Gives(SendOutcome expected, int status, string body)
        {
            var http = new FakeHttp();
            http.Reply.Status = status;
            http.Reply.Body = body;
            Assert.AreEqual((int)expected, (int)Sink(http).Send(Queue(1), 0, 1), "status " + status.ToString());
        }

        private static ThingSpeakSink Sink(IHttp http)
        {
            return new ThingSpeakSink(http, "http://channel.example", "KEY", "", 4711, 15000);
        }

        /// <summary>A batch of entries 15 seconds apart, the first on 2026-03-01 at 12:05:09.</summary>
        private static RecordQueue Queue(int entries)
        {
            var queue = new RecordQueue(entries);
            for (int k = 0; k < entries; k++)
            {
                queue.Add(Entry(1772366709 + 15 * k));
            }

            queue.TakeBatch(entries);
            return queue;
        }

        private static Record Entry(long unixS)
        {
            var record = new Record();
            record.UnixS = unixS;
            record.Reading.VoltageMilliV = 3701;
            record.Reading.CurrentMilliA = -2300;
            record.Reading.TemperatureCentiC = 2850;
            record.SocCentiPercent = 7245;
            record.BarDeciPercent = 18;
            record.NetworkCentiPercent = 7100;
            record.Status = 16;
            record.CapacityCentiAh = 287;
            return record;
        }
    }
}
