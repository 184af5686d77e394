using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

public sealed class BatteryWordTests
{
    [Theory]
    [InlineData("", true, -1f)]
    [InlineData("full", true, 100f)]
    [InlineData("full on Sunday", true, 100f)]
    [InlineData("fuller", false, -1f)]
    [InlineData("replaced", true, -1f)]
    [InlineData("replaced again", true, -1f)]
    [InlineData("replacedx", false, -1f)]
    [InlineData("75%", true, 75f)]
    [InlineData("75.5% by the page", true, 75.5f)]
    [InlineData("0%", true, 0f)]
    [InlineData("100%", true, 100f)]
    [InlineData("-0.1%", false, -1f)]
    [InlineData("100.1%", false, -1f)]
    [InlineData("75", false, -1f)]
    [InlineData("%", false, -1f)]
    [InlineData("half%", false, -1f)]
    [InlineData("half", false, -1f)]
    public void A_word_is_full_replaced_or_a_percentage_and_may_have_a_note(string word, bool isValid, float percent)
    {
        Assert.Equal(isValid, BatteryWord.IsValid(word));
        Assert.Equal(percent, BatteryWord.Percent(word));
    }

    [Fact]
    public void A_word_is_told_from_the_same_word_with_another_note()
    {
        // As Java's strings are hashed: 'a' is 97, 'b' is 98.
        Assert.Equal(0, BatteryWord.ToNumber(""));
        Assert.Equal((97 * 31 + 98) * 31 + 97, BatteryWord.ToNumber("aba"));
        Assert.NotEqual(BatteryWord.ToNumber("full 1"), BatteryWord.ToNumber("full 2"));
    }
}
