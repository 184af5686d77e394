using System.Text;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.SetUp
{
    /// <summary>Sends an answer piece by piece: a page as one text would take more memory than there is beside a network.</summary>
    internal sealed class PageWriter
    {
        private const int BufferBytes = 512;

        private readonly IPageConnection connection;
        private readonly byte[] buffer = new byte[BufferBytes];
        private int length;
        private bool isBroken;

        /// <summary>An answer to a visitor.</summary>
        public PageWriter(IPageConnection connection)
        {
            this.connection = connection;
        }

        /// <summary>Begins the answer.</summary>
        /// <param name="status">Number and words: "200 OK".</param>
        /// <param name="type">Content type.</param>
        /// <param name="more">Further header lines, each with its end.</param>
        public void Begin(string status, string type, string more)
        {
            // No script, frame or form of others: what the page does is in itself.
            Text("HTTP/1.1 ").Text(status).Text("\r\nContent-Type: ").Text(type)
                .Text("; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n")
                .Text("Content-Security-Policy: default-src 'none'; connect-src 'self'; img-src data:; script-src 'unsafe-inline'; ")
                .Text("style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'\r\nReferrer-Policy: same-origin\r\n")
                .Text(more).Text("\r\n");
        }

        /// <summary>Adds a text as it is.</summary>
        public PageWriter Text(string text)
        {
            if (text.Length > 0 && !isBroken)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                for (int k = 0; k < bytes.Length; k++)
                {
                    Put(bytes[k]);
                }
            }

            return this;
        }

        /// <summary>Adds a text for HTML: as content, or within quotes.</summary>
        public PageWriter Html(string text)
        {
            if (text.Length == 0 || isBroken)
            {
                return this;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int k = 0; k < bytes.Length; k++)
            {
                switch (bytes[k])
                {
                    case (byte)'&':
                        Text("&amp;");
                        break;
                    case (byte)'<':
                        Text("&lt;");
                        break;
                    case (byte)'"':
                        Text("&quot;");
                        break;
                    default:
                        Put(bytes[k]);
                        break;
                }
            }

            return this;
        }

        /// <summary>Adds a text in quotes for JSON.</summary>
        public PageWriter Json(string text)
        {
            Text("\"");
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int k = 0; k < bytes.Length; k++)
            {
                if (bytes[k] == '"' || bytes[k] == '\\')
                {
                    Put((byte)'\\');
                }

                Put(bytes[k] < ' ' ? (byte)' ' : bytes[k]);
            }

            return Text("\"");
        }

        /// <summary>Sends what is left; false where not all of the answer went.</summary>
        public bool End()
        {
            Flush();
            return !isBroken;
        }

        private void Put(byte letter)
        {
            buffer[length++] = letter;
            if (length == BufferBytes)
            {
                Flush();
            }
        }

        private void Flush()
        {
            isBroken |= length > 0 && !isBroken && !connection.Send(buffer, length);
            length = 0;
        }
    }
}
