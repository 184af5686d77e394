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

        private readonly X509Certificate roots;

        /// <summary>A sender.</summary>
        /// <param name="furtherRoots">Root certificates besides, as PEM; empty: none.</param>
        public HttpSender(string furtherRoots)
        {
            roots = new X509Certificate(furtherRoots.Length == 0 ? RootCertificates.Pem : RootCertificates.Pem + furtherRoots);
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
        public HttpReply Post(string url, string contentType, string body)
        {
            return Ask("POST", url, contentType, Encoding.UTF8.GetBytes(body));
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            return Ask("GET", url, null, null);
        }

        private HttpReply Ask(string method, string url, string contentType, byte[] body)
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
                    request.HttpsAuthentCert = roots;

                    // Left to itself, the library means TLS 1.3 alone, which few servers insist on and many lack.
                    request.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    if (body != null)
                    {
                        request.ContentType = contentType;
                        request.ContentLength = body.Length;
                        sent = request.GetRequestStream();
                        sent.Write(body, 0, body.Length);
                    }

                    // Statuses of 400 and above come as a response too, not as an exception.
                    using (var response = (HttpWebResponse)request.GetResponse())
                    {
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

        private static string Target(HttpWebResponse response)
        {
            string target = response.GetResponseHeader("Location");
            return target == null || target.Length == 0 ? "nowhere" : target;
        }

        /// <summary>What comes of the body in time: a limit of each reading is none for a server that sends a byte a second.</summary>
        private static string Read(WebResponse response)
        {
            var buffer = new byte[LongestReply];
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
