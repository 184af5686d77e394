using System.Text;
using NanoBms.Device.Text;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The reader of settings files and of servers' answers.</summary>
    [TestClass]
    public class JsonReaderTests
    {
        [TestMethod]
        public void Every_kind_of_value_is_read_in_order()
        {
            JsonReader reader = Reader("\uFEFF{ \"a\":\"x\" ,\"b\" : -12.5e-3,\r\n\t\"c\":true,\"d\":false,\"e\":null, \"f\":\"\" } ");
            Next(reader, "a", JsonKind.Text, "x");
            Next(reader, "b", JsonKind.Number, "-12.5e-3");
            Next(reader, "c", JsonKind.True, "true");
            Next(reader, "d", JsonKind.False, "false");
            Next(reader, "e", JsonKind.Null, "null");
            Next(reader, "f", JsonKind.Text, "");
            Assert.IsFalse(reader.TryReadName());
            Assert.IsTrue(reader.Error == null, reader.Error);
        }

        [TestMethod]
        public void Escapes_are_resolved_and_other_alphabets_kept()
        {
            Next(Reader("{\"a\\\"b\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}"), "a\"b", JsonKind.Text, "\"\\/\b\f\n\r\t");
            Next(Reader("{\"a\":\"x\\u00e9\\u20AC\u00FC\"}"), "a", JsonKind.Text, "x\u00E9\u20AC\u00FC");
            Next(Reader("{\"a\":\"\\u0041\u65E5\"}"), "a", JsonKind.Text, "A\u65E5");
        }

        [TestMethod]
        public void What_is_wrong_is_said_with_its_place()
        {
            Fails("", "line 1, column 1: expected '{' at the beginning, found the end of the file");
            Fails("{\"a\":1", "line 1, column 7: expected ',' or '}' after a value, found the end of the file");
            Fails("{\n \"a\":1\n \"b\":2}", "line 3, column 2: expected ',' or '}' after a value, found '\"'");
            Fails("{\"a\":1,}", "line 1, column 8: expected a name in quotes after ',', found '}'");
            Fails("{\"\u00FC\":tru}", "line 1, column 6: expected a text in quotes, a number, true, false or null, found 't'");
            Fails("{a:1}", "line 1, column 2: expected a name in quotes, found 'a'");
            Fails("{\"a\" 1}", "line 1, column 6: expected ':' after a name, found '1'");
            Fails("{\"a\":01}", "line 1, column 6: expected a number without leading zeros, found '0'");
            Fails("{\"a\":1.}", "line 1, column 8: expected a digit after '.', found '}'");
            Fails("{\"a\":1e+}", "line 1, column 9: expected a digit of an exponent, found '}'");
            Fails("{\"a\":\"x\n\"}", "line 1, column 8: expected '\"' at the end of a text, on the same line, found the end of the line");
            Fails("{\"a\":\"\\", "line 1, column 8: expected '\"' at the end of a text, found the end of the file");
            Fails("{\"a\":\"x\\q\"}", "line 1, column 9: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after '\\', found 'q'");
            Fails(
                "{\"a\":\"\\uD83D\"}", "line 1, column 8: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after '\\', found 'u'");
            Fails("{} x", "line 1, column 4: expected nothing after '}', found 'x'");
            Fails("{\u00E9", "line 1, column 2: expected a name in quotes, found byte 195");
        }

        [TestMethod]
        public void Any_cut_of_a_file_ends_with_a_sentence_and_no_exception()
        {
            byte[] whole = Encoding.UTF8.GetBytes("{\"wifiSsid\":\"a\\u00e9\u00FCb\",\"shuntOhm\":0.002,\"reverseCurrent\":true}");
            for (int length = 0; length < whole.Length; length++)
            {
                var reader = new JsonReader(whole, length);
                while (reader.TryReadName() && reader.TryReadValue())
                {
                }

                Assert.IsTrue(reader.Error != null, "cut to " + length.ToString() + " bytes");
            }
        }

        private static JsonReader Reader(string json)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            return new JsonReader(bytes, bytes.Length);
        }

        private static void Next(JsonReader reader, string name, JsonKind kind, string text)
        {
            Assert.IsTrue(reader.TryReadName() && reader.TryReadValue(), reader.Error);
            Assert.AreEqual(name, reader.Name);
            Assert.AreEqual((int)kind, (int)reader.Kind);
            Assert.AreEqual(text, reader.Text);
        }

        private static void Fails(string json, string sentence)
        {
            JsonReader reader = Reader(json);
            while (reader.TryReadName() && reader.TryReadValue())
            {
            }

            Assert.AreEqual(sentence, reader.Error);
        }
    }
}
