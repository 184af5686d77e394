using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Text;

/// <summary>Opens a text file in the encoding that it is in.</summary>
internal static class TextFile
{
    private const int HeadBytes = 1 << 16;

    /// <summary>Signs of Chinese loggers' headings: voltage, time, current, temperature, degree Celsius.</summary>
    private const string ChineseSigns = "电时流温℃";

    /// <summary>The encoding of a file: by its byte order mark, else by what its start can be.</summary>
    public static Encoding FindEncoding(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }

        int zerosAtOdd = 0, zerosAtEven = 0;
        for (int k = 0; k < head.Length; k++)
        {
            zerosAtOdd += head[k] == 0 && k % 2 == 1 ? 1 : 0;
            zerosAtEven += head[k] == 0 && k % 2 == 0 ? 1 : 0;
        }

        if (zerosAtOdd > head.Length / 4 || zerosAtEven > head.Length / 4)
        {
            return zerosAtOdd > zerosAtEven ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }

        if (IsUtf8(head))
        {
            return Encoding.UTF8;
        }

        Encoding chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        return chinese.GetString(head).AsSpan().ContainsAny(ChineseSigns) ? chinese : Encoding.Latin1;
    }

    /// <summary>The first bytes of a file.</summary>
    /// <exception cref="UserError">A pipe.</exception>
    public static byte[] Head(string path, int count = HeadBytes)
    {
        using FileStream stream = SeekableFile.OpenRead(path);
        var head = new byte[Math.Min(count, stream.Length)];
        stream.ReadExactly(head);
        return head;
    }

    /// <summary>Opens a file; a byte order mark is passed over.</summary>
    public static StreamReader Open(string path) =>
        new(path, FindEncoding(Head(path)), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);

    /// <summary>Whether the last line is ended, so that it was written whole.</summary>
    public static bool IsLastLineEnded(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var tail = new byte[(int)Math.Min(2, stream.Length)];
        stream.Seek(-tail.Length, SeekOrigin.End);
        stream.ReadExactly(tail);
        return Array.Exists(tail, letter => letter is (byte)'\n' or (byte)'\r');
    }

    /// <summary>Valid UTF-8; a letter cut at the end of the head is none's fault.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (int cut = 0; cut < 4 && cut <= head.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
