using System.Text;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// A browser's request, as much of HTTP/1.1 (RFC 9112) as a form needs. Whatever is longer than it may be ends it with a status:
    /// nothing that comes in makes it take more memory than <see cref="MaxBodyBytes"/> and a line.
    /// </summary>
    internal sealed class PageRequest
    {
        /// <summary>The most bytes that a form may have.</summary>
        public const int MaxBodyBytes = 3072;

        private const int MaxLineBytes = 320, MaxHeadBytes = 8192, BufferBytes = 256;

        private readonly IPageConnection connection;
        private readonly byte[] buffer = new byte[BufferBytes], line = new byte[MaxLineBytes];
        private int filled, at, headBytes;
        private bool isCut, isEnd;

        private PageRequest(IPageConnection connection)
        {
            this.connection = connection;
        }

        /// <summary>"GET", "POST" or another one.</summary>
        public string Method { get; private set; } = "";

        /// <summary>What is asked for, without what follows a question mark.</summary>
        public string Path { get; private set; } = "";

        /// <summary>What follows the question mark.</summary>
        public string Query { get; private set; } = "";

        /// <summary>The host as the browser calls it, with its port; empty: it does not say.</summary>
        public string Host { get; private set; } = "";

        /// <summary>Where the page came from that sends this; empty: the browser does not say.</summary>
        public string Origin { get; private set; } = "";

        /// <summary>What lets it in; empty: nothing.</summary>
        public string Authorization { get; private set; } = "";

        /// <summary>The form; empty where there is none.</summary>
        public byte[] Body { get; private set; } = new byte[0];

        /// <summary>Why it is no request that can be answered: an HTTP status; 0: it can; -1: nobody waits for an answer.</summary>
        public int Refusal { get; private set; }

        /// <summary>Gives the form up: its bytes are more than the machine has left beside the new settings file.</summary>
        public void ForgetBody()
        {
            Body = new byte[0];
        }

        /// <summary>Reads a request.</summary>
        public static PageRequest Read(IPageConnection connection)
        {
            var request = new PageRequest(connection);
            request.Refusal = request.Parse();
            return request;
        }

        private int Parse()
        {
            string first = NextLine();
            if (isEnd)
            {
                return -1;
            }

            if (isCut)
            {
                return 414;
            }

            int path = first.IndexOf(' '), version = first.LastIndexOf(' ');
            if (path <= 0 || version <= path + 1 || first[path + 1] != '/' || !first.Substring(version).StartsWith(" HTTP/1."))
            {
                return 400;
            }

            Method = first.Substring(0, path);
            Path = first.Substring(path + 1, version - path - 1);
            int query = Path.IndexOf('?');
            if (query >= 0)
            {
                Query = Path.Substring(query + 1);
                Path = Path.Substring(0, query);
            }

            int length = 0;
            bool isAwaited = false, isChunked = false;
            for (string header = NextLine(); header.Length > 0; header = NextLine())
            {
                int colon = header.IndexOf(':');
                string name = colon < 0 ? "" : header.Substring(0, colon).ToLower(), value = header.Substring(colon + 1).Trim();
                switch (name)
                {
                    case "host":
                        Host = value;
                        break;
                    case "origin":
                        Origin = value;
                        break;
                    case "authorization":
                        Authorization = value;
                        break;
                    case "content-length":
                        if (!int.TryParse(value, out length) || length < 0)
                        {
                            return 400;
                        }

                        break;
                    case "transfer-encoding":
                        isChunked = true;
                        break;
                    case "expect":
                        isAwaited = true;
                        break;
                }
            }

            return isEnd ? -1
                : headBytes >= MaxHeadBytes ? 431
                : isChunked ? 411
                : length > MaxBodyBytes ? 413
                : TakeBody(length, isAwaited) ? 0 : -1;
        }

        private bool TakeBody(int length, bool isAwaited)
        {
            if (length > 0 && isAwaited)
            {
                byte[] goOn = Encoding.UTF8.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
                connection.Send(goOn, goOn.Length);
            }

            Body = new byte[length];
            for (int k = 0; k < length; k++)
            {
                int next = NextByte();
                if (next < 0)
                {
                    return false;
                }

                Body[k] = (byte)next;
            }

            return true;
        }

        /// <summary>The next line of the head, cut where it is too long; empty at its end, and where it is too long as a whole.</summary>
        private string NextLine()
        {
            int length = 0;
            isCut = false;
            for (int next = NextByte(); next != '\n'; next = NextByte())
            {
                if (next < 0 || headBytes >= MaxHeadBytes)
                {
                    isEnd = next < 0;
                    return "";
                }

                headBytes++;
                isCut |= length == MaxLineBytes;
                if (next != '\r' && length < MaxLineBytes)
                {
                    // Names and values that count are ASCII; what is not becomes a letter that none of them has.
                    line[length++] = (byte)(next < 128 ? next : '?');
                }
            }

            return Encoding.UTF8.GetString(line, 0, length);
        }

        private int NextByte()
        {
            if (at == filled)
            {
                at = 0;
                filled = connection.Receive(buffer, BufferBytes);
                if (filled <= 0)
                {
                    filled = 0;
                    return -1;
                }
            }

            return buffer[at++];
        }
    }
}
