using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer.Api;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.LocalChannel.Tests.ChannelServer.Api;

/// <summary>How long an address that tried wrong keys is not listened to.</summary>
public sealed class KeyThrottleTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));
    private readonly KeyThrottle throttle;

    public KeyThrottleTests() => throttle = new KeyThrottle(clock);

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(500)]
    public void Wrong_keys_that_come_together_lock_an_address_no_longer_than_ten_do(int wrongKeys)
    {
        for (int k = 0; k < wrongKeys; k++)
        {
            throttle.Count(From("192.0.2.1"));
        }

        Assert.True(IsSpent("192.0.2.1"));
        clock.Advance(TimeSpan.FromSeconds(KeyThrottle.RefillS - 1));
        Assert.True(IsSpent("192.0.2.1"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(IsSpent("192.0.2.1"));
    }

    [Fact]
    public void Nine_wrong_keys_lock_nobody_and_ten_come_back_in_a_minute()
    {
        for (int k = 0; k < 9; k++)
        {
            throttle.Count(From("192.0.2.1"));
        }

        Assert.False(IsSpent("192.0.2.1"));
        clock.Advance(TimeSpan.FromHours(1));
        for (int k = 0; k < 10; k++)
        {
            Assert.False(IsSpent("192.0.2.1"));
            throttle.Count(From("192.0.2.1"));
        }

        Assert.True(IsSpent("192.0.2.1"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    public void An_address_is_locked_with_the_network_that_its_owner_has(string wrong, string other, bool isLocked)
    {
        for (int k = 0; k < 10; k++)
        {
            throttle.Count(From(wrong));
        }

        Assert.True(IsSpent(wrong));
        Assert.Equal(isLocked, IsSpent(other));
    }

    [Fact]
    public void The_answer_says_when_to_come_again()
    {
        for (int k = 0; k < 10; k++)
        {
            throttle.Count(From("192.0.2.1"));
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        ApiException error = Assert.Throws<ApiException>(() => throttle.ThrowIfSpent(From("192.0.2.1")));
        Assert.Equal("Too many wrong keys came from this address; again in 4 s.", error.Message);
        Assert.Equal(4, error.Error.RetryAfterS);
    }

    private bool IsSpent(string address)
    {
        try
        {
            throttle.ThrowIfSpent(From(address));
            return false;
        }
        catch (ApiException)
        {
            return true;
        }
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
