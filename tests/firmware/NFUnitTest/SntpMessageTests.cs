using System;
using NanoBms.Device.Cloud;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Messages of time servers (RFC 4330).</summary>
    [TestClass]
    public class SntpMessageTests
    {
        [TestMethod]
        public void A_request_is_a_client_message_of_version_4()
        {
            byte[] request = SntpMessage.Request(0x0102030405060708);
            Assert.AreEqual(48, request.Length);
            Assert.AreEqual(0x23, (int)request[0]);
        }

        [TestMethod]
        public void A_reply_repeats_the_mark_of_its_request()
        {
            byte[] request = SntpMessage.Request(0x0102030405060708), reply = Reply(3976214400u);
            Assert.IsFalse(SntpMessage.IsReplyTo(request, reply));
            for (int k = 0; k < 8; k++)
            {
                reply[24 + k] = (byte)(8 - k);
            }

            Assert.IsTrue(SntpMessage.IsReplyTo(request, reply));
            Assert.IsFalse(SntpMessage.IsReplyTo(SntpMessage.Request(0x0102030405060709), reply));
        }

        [TestMethod]
        public void A_reply_gives_the_time_on_both_sides_of_2036()
        {
            // The Unix epoch is 2,208,988,800 seconds after 1900.
            DateTime utc;
            Assert.IsTrue(SntpMessage.TryParse(Reply(2208988800u + 1767225600u), 48, out utc));
            Assert.AreEqual(new DateTime(2026, 1, 1), utc);
            Assert.IsTrue(SntpMessage.TryParse(Reply(100u), 48, out utc));
            Assert.AreEqual(new DateTime(2036, 2, 7, 6, 29, 56), utc);
        }

        [TestMethod]
        public void Other_messages_are_refused()
        {
            DateTime utc;
            Assert.IsFalse(SntpMessage.TryParse(Reply(3976214400u), 47, out utc), "too short");
            Assert.IsFalse(SntpMessage.TryParse(SntpMessage.Request(1), 48, out utc), "a request");
            byte[] unsynchronised = Reply(3976214400u);
            unsynchronised[0] |= 0xC0;
            Assert.IsFalse(SntpMessage.TryParse(unsynchronised, 48, out utc), "the server does not know the time");
            byte[] farewell = Reply(3976214400u);
            farewell[1] = 0;
            Assert.IsFalse(SntpMessage.TryParse(farewell, 48, out utc), "the server asks to go away");
            byte[] lost = Reply(3976214400u);
            lost[1] = 16;
            Assert.IsFalse(SntpMessage.TryParse(lost, 48, out utc), "the server is not synchronised");
            lost[1] = 15;
            Assert.IsTrue(SntpMessage.TryParse(lost, 48, out utc));
        }

        [TestMethod]
        public void Times_that_cannot_be_are_refused()
        {
            DateTime utc;
            Assert.IsFalse(SntpMessage.TryParse(Reply(0), 48, out utc), "no time");
            Assert.IsFalse(SntpMessage.TryParse(Reply(2208988800u), 48, out utc), "1970");

            // The years of 2025 and 2099 begin and end 3,944,678,400 and 6,311,433,600 seconds after 1900; the count wraps at
            // 4,294,967,296.
            Assert.IsFalse(SntpMessage.TryParse(Reply(3944678399u), 48, out utc), "2024");
            Assert.IsTrue(SntpMessage.TryParse(Reply(3944678400u), 48, out utc));
            Assert.AreEqual(new DateTime(2025, 1, 1), utc);
            Assert.IsTrue(SntpMessage.TryParse(Reply(2016466303u), 48, out utc));
            Assert.AreEqual(new DateTime(2099, 12, 31, 23, 59, 59), utc);
            Assert.IsFalse(SntpMessage.TryParse(Reply(2016466304u), 48, out utc), "2100");
        }

        private static byte[] Reply(uint seconds)
        {
            var message = new byte[48];
            message[0] = 0x24;
            message[1] = 2;
            for (int k = 0; k < 4; k++)
            {
                message[40 + k] = (byte)(seconds >> (24 - 8 * k));
            }

            return message;
        }
    }
}
