using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>
    /// HTTP and HTTPS; a server's certificate must chain to one of <see cref="RootCertificates"/>, or to one that the settings name.
    /// </summary>
    public sealed class HttpSender : IHttp
    {
        private const int TimeoutMs = 20000;
        private const int LongestReply = 1024;

        // Null where there are none but our own, which take 2.6 KB and are in memory only while a connection comes about.
        private readonly X509Certificate allRoots;

        /// <summary>A sender.</summary>
        /// <param name="furtherRoots">Root certificates besides, as PEM; empty: none.</param>
        public HttpSender(string furtherRoots)
        {
            allRoots = furtherRoots.Length == 0 ? null : new X509Certificate(RootCertificates.Pem + furtherRoots);
        }

        /// <summary>Whether a text holds certificates that can be used.</summary>
        public static bool CanRead(string pem)
        {
            try
            {
                return new X509Certificate(pem).GetRawCertData() != null;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public HttpReply Post(string url, IRequestBody body)
        {
            return Tidied(Ask("POST", url, body));
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            return Tidied(Ask("GET", url, null));
        }

        /// <summary>
        /// Collects what a request leaves behind: objects with a finalizer outlive one collection, and would stand beside the next request.
        /// </summary>
        private static HttpReply Tidied(HttpReply reply)
        {
            nanoFramework.Runtime.Native.GC.Run(false);
            return reply;
        }

        private HttpReply Ask(string method, string url, IRequestBody body)
        {
            HttpReply reply;

            // The stream of the request is to be open until the reply is read: the library closes the socket with it, by its finalizer too.
            Stream sent = null;
            try
            {
                using (var request = (HttpWebRequest)WebRequest.Create(url))
                {
                    request.Method = method;
                    request.KeepAlive = false;
                    request.Timeout = TimeoutMs;
                    request.ReadWriteTimeout = TimeoutMs;
                    request.HttpsAuthentCert = url.StartsWith("https:") ? allRoots ?? OwnRoots() : null;

                    // Left to itself, the library means TLS 1.3 alone, which few servers insist on and many lack.
                    request.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    if (body != null)
                    {
                        request.ContentType = body.ContentType;
                        request.ContentLength = Write(body, null);
                        sent = request.GetRequestStream();

                        // The connection is there: what is to be known of the certificates is outside the managed heap.
                        request.HttpsAuthentCert = null;
                        Write(body, sent);
                    }

                    // Statuses of 400 and above come as a response too, not as an exception.
                    using (var response = (HttpWebResponse)request.GetResponse())
                    {
                        request.HttpsAuthentCert = null;
                        reply.Status = (int)response.StatusCode;
                        if (reply.Status >= 300 && reply.Status < 400)
                        {
                            reply.Body = Target(response);
                        }
                        else
                        {
                            reply.Body = Read(response);
                        }
                    }
                }
            }
            catch (Exception exception)
            {
                reply.Status = 0;
                reply.Body = "no reply (" + exception.GetType().Name + " " + exception.Message + ")";
            }
            finally
            {
                if (sent != null)
                {
                    sent.Dispose();
                }
            }

            return reply;
        }

        private static X509Certificate OwnRoots()
        {
            // With the zero at the end that the parser wants; the library's own way from a text takes the memory twice.
            var bytes = new byte[RootCertificates.Pem.Length + 1];
            Encoding.UTF8.GetBytes(RootCertificates.Pem, 0, RootCertificates.Pem.Length, bytes, 0);
            return new X509Certificate(bytes);
        }

        /// <summary>Writes a body, or only counts its bytes.</summary>
        private static int Write(IRequestBody body, Stream stream)
        {
            int total = 0;
            for (int k = 0; k < body.Parts; k++)
            {
                int length;
                byte[] part = body.Part(k, out length);
                if (stream != null)
                {
                    stream.Write(part, 0, length);
                }

                total += length;
            }

            return total;
        }

        private static string Target(HttpWebResponse response)
        {
            string target = response.GetResponseHeader("Location");
            return target == null || target.Length == 0 ? "nowhere" : target;
        }

        /// <summary>What comes of the body in time: a limit of each reading is none for a server that sends a byte a second.</summary>
        private static string Read(WebResponse response)
        {
            // An answer is a few bytes long, most times, and says so; without its word it may be anything.
            long promised = response.ContentLength;
            var buffer = new byte[promised >= 0 && promised < LongestReply ? (int)promised : LongestReply];
            int length = 0;
            long startedMs = Environment.TickCount64;
            using (Stream stream = response.GetResponseStream())
            {
                int read = 1;
                while (read > 0 && length < buffer.Length && !Uptime.HasPassed(TimeoutMs, startedMs, Environment.TickCount64))
                {
                    read = stream.Read(buffer, length, buffer.Length - length);
                    length += read;
                }
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
