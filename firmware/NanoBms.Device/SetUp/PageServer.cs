using System;
using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// Serves the set-up page, one request a step. Without its password nobody sees it; a form is taken only from the page itself, so that
    /// no page of somebody else can send one through a browser that has the password.
    /// </summary>
    public sealed class PageServer
    {
        /// <summary>The machine in its own Wi-Fi.</summary>
        public const string OwnHost = "192.168.4.1";

        // Guesses in a row after which none is looked at for a while.
        private const int MaxGuesses = 5, GuessPauseMs = 60000;

        // An inference takes some 1.5 s; a request may take 8.
        private const int TurnMs = 4000;

        private readonly IPageListener listener;
        private readonly PageContext context;
        private readonly string notice, token;
        private readonly SignCheck sign = new SignCheck();
        private readonly int word;
        private int guesses;
        private long guessedMs;

        /// <summary>A server.</summary>
        /// <param name="listener">Where browsers come in.</param>
        /// <param name="context">What the page shows and changes.</param>
        /// <param name="notice">Why it is there; empty: no word.</param>
        public PageServer(IPageListener listener, PageContext context, string notice)
        {
            this.listener = listener;
            this.context = context;
            this.notice = notice;

            // Of the chip's own generator, which is fed by the radio's noise (esp_random); of the system's on a computer.
            token = "";
            byte[] random = Guid.NewGuid().ToByteArray();
            for (int k = 0; k < random.Length; k++)
            {
                token += ((int)random[k]).ToString("X2");
            }

            word = BatteryWord.ToNumber(token) & int.MaxValue;
        }

        /// <summary>Whether settings were saved: the machine is to start again.</summary>
        public bool IsSaved { get; private set; }

        /// <summary>Uptime of the last request for the page, milliseconds; 0: nobody has asked yet.</summary>
        public long AskedMs { get; private set; }

        /// <summary>Answers the next request, if one comes within the time.</summary>
        public void Step(int waitMs)
        {
            IPageConnection connection = listener.TryAccept(waitMs);
            if (connection == null)
            {
                return;
            }

            try
            {
                Answer(connection);
            }
            finally
            {
                connection.Close();
            }
        }

        private void Answer(IPageConnection connection)
        {
            PageRequest request = PageRequest.Read(connection);
            if (request.Refusal < 0)
            {
                return;
            }

            var page = new PageWriter(connection);
            if (request.Refusal > 0)
            {
                Plain(page, request.Refusal.ToString() + " Refused", "", "This is no request that the gauge takes.");
            }
            else if (!IsOwn(request.Host))
            {
                // In its own Wi-Fi every name leads here: a phone that looks for the way out is shown the page (RFC 8952, section 2.2).
                Plain(
                    page, context.HasWifi ? "302 Found" : "421 Misdirected Request",
                    context.HasWifi ? "Location: http://" + OwnHost + "/\r\n" : "",
                    "Call the gauge by its address in numbers, or by a name that ends with .local.");
            }
            else if (IsLetIn(page, request))
            {
                Route(page, request);
            }

            page.End();
        }

        private void Route(PageWriter page, PageRequest request)
        {
            if (request.Method == "POST" && request.Path == "/save")
            {
                Save(page, request);
            }
            else if (request.Method != "GET")
            {
                Plain(page, "405 Method Not Allowed", "Allow: GET, POST\r\n", "The gauge knows GET / and the form of its page.");
            }
            else if (request.Path == "/")
            {
                AskedMs = context.Clock.UptimeMs;
                page.Begin("200 OK", "text/html", "");
                SetUpPage.Write(page, context, notice, token, null);
            }
            else if (request.Path == "/live")
            {
                AskedMs = context.Clock.UptimeMs;
                string doing = FormText.Value(Encoding.UTF8.GetBytes(request.Query), "doing");
                page.Begin("200 OK", "application/json", "");
                SetUpPage.WriteLive(page, context, Hint(doing));
            }
            else
            {
                Plain(
                    page, context.HasWifi ? "302 Found" : "404 Not Found", context.HasWifi ? "Location: /\r\n" : "",
                    "There is nothing at this address; the page is at /.");
            }
        }

        private string Hint(string doing)
        {
            if (!context.Loop.HasReading)
            {
                return "";
            }

            sign.Update(context.Loop.LastReading);
            return sign.Hint(doing);
        }

        private void Save(PageWriter page, PageRequest request)
        {
            if (FormText.Value(request.Body, "token") != token || (request.Origin.Length > 0 && request.Origin != "http://" + request.Host))
            {
                Plain(page, "403 Forbidden", "", "The form is of another page, or of before a restart: open the page anew.");
                return;
            }

            AskedMs = context.Clock.UptimeMs;
            if (!context.Turn.TryTake(TurnMs))
            {
                Plain(page, "503 Service Unavailable", "Retry-After: 5\r\n", "The gauge is busy: save again.");
                return;
            }

            SettingsErrors errors;
            try
            {
                HeapReserve.Renew();
                errors = SettingsForm.Take(context, request, word);
            }
            finally
            {
                context.Turn.Give();
            }

            page.Begin(errors.Count == 0 ? "200 OK" : "422 Unprocessable Content", "text/html", "");
            if (errors.Count == 0)
            {
                SetUpPage.WriteSaved(page, context.HasWifi);
                IsSaved = true;
            }
            else
            {
                SetUpPage.Write(page, context, "", token, errors);
            }
        }

        /// <summary>Whether a request has the password, if there is one; answers it where it does not (RFC 7617).</summary>
        private bool IsLetIn(PageWriter page, PageRequest request)
        {
            string password = context.Settings.PagePassword;
            if (password.Length == 0)
            {
                return true;
            }

            long nowMs = context.Clock.UptimeMs;
            if (guesses >= MaxGuesses && !Uptime.HasPassed(GuessPauseMs, guessedMs, nowMs))
            {
                Plain(page, "429 Too Many Requests", "Retry-After: 60\r\n", "Too many wrong passwords: try again in a minute.");
                return false;
            }

            if (IsPassword(request.Authorization, password))
            {
                guesses = 0;
                return true;
            }

            // A browser asks without a password first.
            if (request.Authorization.Length > 0)
            {
                guesses = guesses >= MaxGuesses ? 1 : guesses + 1;
                guessedMs = nowMs;
            }

            Plain(
                page, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"Battery gauge\", charset=\"UTF-8\"\r\n",
                "The page has a password (pagePassword).");
            return false;
        }

        private static bool IsPassword(string authorization, string password)
        {
            if (!authorization.StartsWith("Basic "))
            {
                return false;
            }

            byte[] given;
            try
            {
                given = Convert.FromBase64String(authorization.Substring(6).Trim());
            }
            catch (Exception)
            {
                return false;
            }

            int at = 0;
            while (at < given.Length && given[at] != ':')
            {
                at++;
            }

            // As long for a wrong letter at the beginning as for one at the end.
            int different = given.Length - at - 1 - password.Length;
            for (int k = 0; k < password.Length; k++)
            {
                different |= at + 1 + k < given.Length ? given[at + 1 + k] ^ password[k] : 1;
            }

            return different == 0;
        }

        /// <summary>
        /// Whether a host is this machine and no name that somebody has pointed at it (DNS rebinding): an address in numbers, localhost, or
        /// a name of the local network.
        /// </summary>
        private static bool IsOwn(string host)
        {
            int colon = host.LastIndexOf(':');
            string name = (colon > 0 && !host.EndsWith("]") ? host.Substring(0, colon) : host).ToLower();
            if (name.EndsWith(".local") || name.StartsWith("["))
            {
                return true;
            }

            bool isNumbers = name.Length > 0, hasDot = false;
            for (int k = 0; k < name.Length; k++)
            {
                hasDot |= name[k] == '.';
                isNumbers &= name[k] == '.' || (name[k] >= '0' && name[k] <= '9');
            }

            return isNumbers || (name.Length > 0 && !hasDot);
        }

        private static void Plain(PageWriter page, string status, string more, string sentence)
        {
            page.Begin(status, "text/plain", more);
            page.Text(sentence).Text("\n");
        }
    }
}
