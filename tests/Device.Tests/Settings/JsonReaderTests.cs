using System.Text;
using NanoBms.Device.Text;

namespace NanoBms.Device.Tests.Settings;

public sealed class JsonReaderTests
{
    [Fact]
    public void Reads_every_kind_of_value_in_order()
    {
        Assert.Equal(
            ["a:Text:x", "b:Number:-12.5e-3", "c:True:true", "d:False:false", "e:Null:null", "f:Number:0"],
            Read("""{ "a":"x" ,"b" : -12.5e-3,"c":true,"d":false,"e":null, "f":0 } """));
    }

    [Fact]
    public void An_empty_object_is_one() => Assert.Empty(Read(" {\n} "));

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal(["a:Number:1"], Read("\uFEFF{\"a\":1}"));

    [Fact]
    public void Escapes_are_resolved_and_umlauts_and_emoji_kept() => Assert.Equal(
        ["a\"b:Text:\"\\/\b\f\n\r\té€ü😀"], Read("""{"a\"b":"\"\\\/\b\f\n\r\t\u00e9\u20ACü😀"}"""));

    [Theory]
    [InlineData("", "line 1, column 1: expected '{' at the beginning, found the end of the file")]
    [InlineData("[1]", "line 1, column 1: expected '{' at the beginning, found '['")]
    [InlineData("{\"a\":1", "line 1, column 7: expected ',' or '}' after a value, found the end of the file")]
    [InlineData("{\n \"a\":1\n \"b\":2}", "line 3, column 2: expected ',' or '}' after a value, found '\"'")]
    [InlineData("{\"a\":1,}", "line 1, column 8: expected a name in quotes after ',', found '}'")]
    [InlineData("{\"ü\":tru}", "line 1, column 6: expected a text in quotes, a number, true, false or null, found 't'")]
    [InlineData("{a:1}", "line 1, column 2: expected a name in quotes, found 'a'")]
    [InlineData("{\"a\" 1}", "line 1, column 6: expected ':' after a name, found '1'")]
    [InlineData("{\"a\":01}", "line 1, column 6: expected a number without leading zeros, found '0'")]
    [InlineData("{\"a\":-}", "line 1, column 6: expected a number without leading zeros, found '-'")]
    [InlineData("{\"a\":1.}", "line 1, column 8: expected a digit after '.', found '}'")]
    [InlineData("{\"a\":1e+}", "line 1, column 9: expected a digit of an exponent, found '}'")]
    [InlineData("{\"a\":\"x", "line 1, column 8: expected '\"' at the end of a text, found the end of the file")]
    [InlineData("{\"a\":\"x\n\"}", "line 1, column 8: expected '\"' at the end of a text, on the same line, found the end of the line")]
    [InlineData("{\"a\":\"x\\q\"}", "line 1, column 9: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after '\\', found 'q'")]
    [InlineData("{\"a\":\"\\u12\"}", "line 1, column 8: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after '\\', found 'u'")]
    [InlineData("{\"a\":\"\\", "line 1, column 8: expected '\"' at the end of a text, found the end of the file")]
    [InlineData("{} x", "line 1, column 4: expected nothing after '}', found 'x'")]
    public void What_is_wrong_is_said_with_its_place(string json, string sentence)
    {
        var reader = new JsonReader(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetByteCount(json));
        while (reader.TryReadName() && reader.TryReadValue())
        {
        }

        Assert.Equal(sentence, reader.Error);
    }

    [Fact]
    public void Any_damage_of_a_file_ends_without_an_exception()
    {
        byte[] whole = Encoding.UTF8.GetBytes("""{"wifiSsid":"a\u00e9b","shuntOhm":0.002,"reverseCurrent":true}""");
        for (int length = 0; length < whole.Length; length++)
        {
            for (int at = 0; at < length; at += 3)
            {
                foreach (byte value in (byte[])[0, (byte)'"', (byte)'\\', (byte)'u', 0xFF])
                {
                    byte[] damaged = [.. whole];
                    damaged[at] = value;
                    var reader = new JsonReader(damaged, length);
                    int read = 0;
                    while (reader.TryReadName() && reader.TryReadValue())
                    {
                        read++;
                    }

                    Assert.InRange(read, 0, 3);
                    Assert.NotNull(reader.Error);
                }
            }
        }
    }

    private static List<string> Read(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new JsonReader(bytes, bytes.Length);
        var read = new List<string>();
        while (reader.TryReadName() && reader.TryReadValue())
        {
            read.Add($"{reader.Name}:{reader.Kind}:{reader.Text}");
        }

        Assert.Null(reader.Error);
        return read;
    }
}
