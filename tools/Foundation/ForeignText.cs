using System.Text.Json;

namespace NanoBms.Foundation;

/// <summary>Text out of files and libraries, made fit to stand in a sentence.</summary>
public static class ForeignText
{
    private const int LongestSentence = 900;

    /// <summary>The first line without its final stop, at most 120 letters.</summary>
    public static string Short(string text)
    {
        string line = text.Split('\n')[0].Trim().TrimEnd('.');
        return line.Length <= 120 ? line : line[..117] + "...";
    }

    /// <summary>
    /// What a value of JSON says. The reader takes bytes that are no UTF-8, and half a surrogate pair, for a text, and finds out when
    /// somebody asks for it: such a text is a sign that nothing is read as.
    /// </summary>
    public static string Of(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <summary>A message as one line of bearable length: names of damaged files may hold anything.</summary>
    public static string Sentence(string message)
    {
        if (message.Length > LongestSentence)
        {
            message = $"{message[..(LongestSentence - 300)]} ... {message[^250..]}";
        }

        return message.Any(char.IsControl) ? new string([.. message.Select(letter => char.IsControl(letter) ? ' ' : letter)]) : message;
    }
}
