namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// Answers of a machine to those in its own Wi-Fi: an address for each (DHCP, RFC 2131), and its own address for every name (DNS,
    /// RFC 1035), so that a phone opens the page. The images for the ESP32 have no DHCP server of their own (CONFIG_LWIP_DHCPS=n in
    /// nf-interpreter's sdkconfig.default*), and leave it to the program.
    /// </summary>
    public sealed class LocalAddress
    {
        /// <summary>The most bytes that a question is read of, and that an answer has.</summary>
        public const int MaxBytes = 600;

        /// <summary>Port that DHCP questions come to, and the one that answers go to.</summary>
        public const int DhcpServerPort = 67, DhcpClientPort = 68;

        /// <summary>Port that DNS questions come to.</summary>
        public const int DnsPort = 53;

        private const int Guests = 4, MacBytes = 6, FirstGuest = 2;

        // Places in a DHCP message: operation, transaction, offered address, server, hardware address, magic number, options.
        private const int TransactionAt = 4, OfferAt = 16, ServerAt = 20, MacAt = 28, MagicAt = 236, OptionsAt = 240;

        private const int Discover = 1, Offer = 2, Request = 3, Acknowledge = 5, Refuse = 6;

        // 192.168.4.1/24; a lease is an hour, which no set-up takes.
        private static readonly byte[] own = { 192, 168, 4, 1 };

        private readonly byte[] macs = new byte[Guests * MacBytes];
        private int nextGuest;

        /// <summary>The answer to a DHCP message, in its place; its bytes, 0: none is due.</summary>
        /// <param name="message">The message, and room for the answer.</param>
        /// <param name="length">The message's bytes.</param>
        public int AnswerDhcp(byte[] message, int length)
        {
            if (length < OptionsAt || message[0] != 1 || message[2] != MacBytes || message[MagicAt] != 99 || message[MagicAt + 1] != 130
                || message[MagicAt + 2] != 83 || message[MagicAt + 3] != 99)
            {
                return 0;
            }

            int type = Option(message, length, 53), server = Option(message, length, 54), wanted = Option(message, length, 50);
            int kind = type < 0 ? 0 : message[type];
            bool isElsewhere = server >= 0 && !IsOwn(message, server, own[3]);
            if ((kind != Discover && kind != Request) || isElsewhere)
            {
                return 0;
            }

            byte guest = (byte)(FirstGuest + Guest(message));

            // Who asks for an address that he has from another network, or from before, is to begin anew.
            int asked = wanted >= 0 ? wanted : message[12] != 0 ? 12 : -1;
            bool isRefused = kind == Request && asked >= 0 && !IsOwn(message, asked, guest);
            message[0] = 2;
            for (int k = OfferAt; k < MacAt; k++)
            {
                message[k] = 0;
            }

            for (int k = MacAt + MacBytes; k < MagicAt; k++)
            {
                message[k] = 0;
            }

            if (!isRefused)
            {
                PutAddress(message, OfferAt, guest);
            }

            PutAddress(message, ServerAt, own[3]);
            int at = OptionsAt;
            message[at++] = 53;
            message[at++] = 1;
            message[at++] = (byte)(isRefused ? Refuse : kind == Discover ? Offer : Acknowledge);
            at = PutOwn(message, at, 54);
            if (!isRefused)
            {
                at = PutOption(message, at, 51, 0, 0, 14, 16);
                at = PutOption(message, at, 1, 255, 255, 255, 0);
                at = PutOwn(message, at, 3);
                at = PutOwn(message, at, 6);
            }

            message[at++] = 255;

            // BOOTP's least length (RFC 1542, section 2.1), which some still want.
            while (at < 300)
            {
                message[at++] = 0;
            }

            return at;
        }

        /// <summary>The answer to a DNS question, in its place; its bytes, 0: none is due.</summary>
        /// <param name="message">The question, and room for the answer.</param>
        /// <param name="length">The question's bytes.</param>
        public static int AnswerDns(byte[] message, int length)
        {
            // One question, of a client, and a standard one.
            if (length < 17 || length > MaxBytes - 16 || (message[2] & 0xF8) != 0 || message[4] != 0 || message[5] != 1)
            {
                return 0;
            }

            int at = 12;
            while (at < length && message[at] != 0)
            {
                at += message[at] + 1;
            }

            at++;
            if (at + 4 > length)
            {
                return 0;
            }

            bool isAddress = message[at] == 0 && message[at + 1] == 1;
            at += 4;
            message[2] = 0x85;
            message[3] = 0x80;
            message[7] = (byte)(isAddress ? 1 : 0);
            for (int k = 8; k < 12; k++)
            {
                message[k] = 0;
            }

            message[6] = 0;
            if (isAddress)
            {
                // The name of the question, type A, class IN, not to be kept.
                message[at++] = 0xC0;
                message[at++] = 12;
                message[at++] = 0;
                message[at++] = 1;
                message[at++] = 0;
                message[at++] = 1;
                for (int k = 0; k < 5; k++)
                {
                    message[at++] = 0;
                }

                message[at++] = 4;
                PutAddress(message, at, own[3]);
                at += 4;
            }

            return at;
        }

        /// <summary>The guest's number: the one that it had, or else the one that was given longest ago.</summary>
        private int Guest(byte[] message)
        {
            for (int guest = 0; guest < Guests; guest++)
            {
                int same = 0;
                while (same < MacBytes && macs[guest * MacBytes + same] == message[MacAt + same])
                {
                    same++;
                }

                if (same == MacBytes)
                {
                    return guest;
                }
            }

            int given = nextGuest;
            nextGuest = (nextGuest + 1) % Guests;
            for (int k = 0; k < MacBytes; k++)
            {
                macs[given * MacBytes + k] = message[MacAt + k];
            }

            return given;
        }

        private static bool IsOwn(byte[] message, int at, byte last)
        {
            return message[at] == own[0] && message[at + 1] == own[1] && message[at + 2] == own[2] && message[at + 3] == last;
        }

        private static void PutAddress(byte[] message, int at, byte last)
        {
            message[at] = own[0];
            message[at + 1] = own[1];
            message[at + 2] = own[2];
            message[at + 3] = last;
        }

        private static int PutOwn(byte[] message, int at, byte option)
        {
            return PutOption(message, at, option, own[0], own[1], own[2], own[3]);
        }

        private static int PutOption(byte[] message, int at, byte option, byte a, byte b, byte c, byte d)
        {
            message[at] = option;
            message[at + 1] = 4;
            message[at + 2] = a;
            message[at + 3] = b;
            message[at + 4] = c;
            message[at + 5] = d;
            return at + 6;
        }

        /// <summary>Where an option's value is, whole; -1: there is none.</summary>
        private static int Option(byte[] message, int length, int option)
        {
            int at = OptionsAt;
            while (at + 1 < length && message[at] != 255)
            {
                if (message[at] == 0)
                {
                    at++;
                    continue;
                }

                int bytes = message[at + 1];
                if (message[at] == option)
                {
                    return at + 2 + bytes <= length && bytes >= (option == 53 ? 1 : 4) ? at + 2 : -1;
                }

                at += 2 + bytes;
            }

            return -1;
        }
    }
}
