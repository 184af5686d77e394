using System.Buffers.Binary;
using System.Text;
using NanoBms.Device.SetUp;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>Addresses and names in the gauge's own Wi-Fi, message by message.</summary>
public sealed class LocalAddressTests
{
    private const int Discover = 1, Request = 3;

    private readonly LocalAddress addresses = new();

    [Fact]
    public void A_phone_is_offered_an_address_and_gets_it()
    {
        byte[] offer = Dhcp(Message(Discover, 1));
        Assert.Equal([192, 168, 4, 2], offer[16..20]);
        Assert.Equal((2, 0x11223344u), (offer[0], BinaryPrimitives.ReadUInt32BigEndian(offer.AsSpan(4))));
        Assert.Equal([2], Option(offer, 53)!);
        Assert.Equal([255, 255, 255, 0], Option(offer, 1)!);
        Assert.Equal([192, 168, 4, 1], Option(offer, 3)!);
        Assert.Equal([192, 168, 4, 1], Option(offer, 6)!);
        Assert.Equal(3600u, BinaryPrimitives.ReadUInt32BigEndian(Option(offer, 51)));
        byte[] granted = Dhcp(Message(Request, 1, wanted: [192, 168, 4, 2], server: [192, 168, 4, 1]));
        Assert.Equal([5], Option(granted, 53)!);
        Assert.Equal([192, 168, 4, 2], granted[16..20]);
    }

    [Fact]
    public void Each_phone_keeps_its_address_and_the_fifth_gets_the_first_ones()
    {
        byte[] last = [.. Enumerable.Range(1, 4).Select(mac => Dhcp(Message(Discover, (byte)mac))[19])];
        Assert.Equal([2, 3, 4, 5], last);
        Assert.Equal(3, Dhcp(Message(Discover, 2))[19]);
        Assert.Equal(2, Dhcp(Message(Discover, 5))[19]);
    }

    [Fact]
    public void An_address_of_another_network_is_refused_and_what_is_for_another_server_is_not_answered()
    {
        byte[] refusal = Dhcp(Message(Request, 1, wanted: [10, 0, 0, 7]));
        Assert.Equal([6], Option(refusal, 53)!);
        Assert.Equal([0, 0, 0, 0], refusal[16..20]);
        Assert.Empty(Dhcp(Message(Request, 1, wanted: [10, 0, 0, 7], server: [10, 0, 0, 1])));
        Assert.Empty(Dhcp(Message(7, 1)));
    }

    [Fact]
    public void Every_name_leads_to_the_gauge()
    {
        byte[] answer = Dns("captive.apple.com", 1);
        Assert.Equal([0xAB, 0xCD, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], answer[..12]);
        Assert.Equal([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 168, 4, 1], answer[^16..]);

        // There is no IPv6 address: an answer without any, so that the phone goes on with the other.
        byte[] none = Dns("captive.apple.com", 28);
        Assert.Equal((0, 0), (none[6], none[7]));
        Assert.Equal(12 + "captive.apple.com".Length + 2 + 4, none.Length);
    }

    [Fact]
    public void Messages_of_any_bytes_are_answered_or_not_and_never_more()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int k = 0; k < 20000; k++)
        {
            byte[] message = new byte[LocalAddress.MaxBytes];
            random.NextBytes(message);
            byte[] begin = k % 2 == 0 ? Message(random.Next(9), (byte)k) : [0, 0, 1, 0, 0, 1];
            begin.CopyTo(message, 0);
            int length = random.Next(message.Length + 1);
            int answer = k % 2 == 0 ? addresses.AnswerDhcp(message, length) : LocalAddress.AnswerDns(message, length);
            Assert.InRange(answer, 0, message.Length);
        }
    }

    private byte[] Dhcp(byte[] message)
    {
        byte[] buffer = new byte[LocalAddress.MaxBytes];
        message.CopyTo(buffer, 0);
        return buffer[..addresses.AnswerDhcp(buffer, message.Length)];
    }

    private static byte[] Dns(string name, byte type)
    {
        byte[] buffer = new byte[LocalAddress.MaxBytes];
        byte[] question =
        [
            0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            .. name.Split('.').SelectMany(part => new[] { (byte)part.Length }.Concat(Encoding.ASCII.GetBytes(part))), 0, 0, type, 0, 1,
        ];
        question.CopyTo(buffer, 0);
        return buffer[..LocalAddress.AnswerDns(buffer, question.Length)];
    }

    private static byte[] Message(int type, byte mac, byte[]? wanted = null, byte[]? server = null)
    {
        byte[] message = new byte[240];
        message[0] = message[1] = 1;
        message[2] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), 0x11223344);
        message[33] = mac;
        new byte[] { 99, 130, 83, 99 }.CopyTo(message, 236);
        return
        [
            .. message, 53, 1, (byte)type, .. wanted is null ? Array.Empty<byte>() : [50, 4, .. wanted],
            .. server is null ? Array.Empty<byte>() : [54, 4, .. server], 255,
        ];
    }

    private static byte[]? Option(byte[] message, int option)
    {
        for (int at = 240; message[at] != 255; at += 2 + message[at + 1])
        {
            if (message[at] == option)
            {
                return message[(at + 2)..(at + 2 + message[at + 1])];
            }
        }

        return null;
    }
}
