using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// The file of further root certificates that a setting names: certificates as text (PEM, RFC 7468), one after the other.
    /// </summary>
    public static class RootCertificateFile
    {
        /// <summary>The most bytes that it may have: it stays in memory.</summary>
        public const int MaxBytes = 4096;

        private const string Setting = "cloudRootCertificate";
        private const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";

        /// <summary>Reads it; adds a sentence where it cannot be used. Empty where none is set.</summary>
        public static string Load(IFileStore store, string name, SettingsErrors errors)
        {
            if (name.Length == 0)
            {
                return "";
            }

            int length = StoredFile.Length(store, name);
            if (length == FileLength.Absent)
            {
                errors.Require(false, Setting, "names " + name + ", which is not beside " + SettingsFile.FileName + ".");
                return "";
            }

            if (length > MaxBytes)
            {
                errors.Require(
                    false, Setting, "names a file of " + length.ToString() + " bytes; it may have at most " + MaxBytes.ToString() + ".");
                return "";
            }

            byte[] bytes = StoredFile.ReadWhole(store, name, length);
            if (bytes == null)
            {
                errors.Require(false, Setting, "names " + name + ", which cannot be read; where that lasts, put it on the device anew.");
                errors.IsUnread = true;
                return "";
            }

            string pem = Encoding.UTF8.GetString(bytes, 0, length);
            if (!IsPem(pem))
            {
                errors.Require(false, Setting, "names a file that holds no whole certificates as text (PEM).");
                return "";
            }

            return pem;
        }

        /// <summary>Whether a text holds certificates, and each from its first line to its last.</summary>
        private static bool IsPem(string text)
        {
            int at = text.IndexOf(Begin);
            bool holds = at >= 0;
            while (holds && at >= 0)
            {
                int from = at + Begin.Length, to = text.IndexOf(End, from);
                holds = to > from && IsBase64(text, from, to);
                at = holds ? text.IndexOf(Begin, to) : -1;
            }

            return holds;
        }

        private static bool IsBase64(string text, int from, int to)
        {
            int letters = 0, ends = 0;
            for (int k = from; k < to; k++)
            {
                char letter = text[k];
                bool isEnd = letter == '=';
                if (isEnd || (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z')
                    || letter == '+' || letter == '/')
                {
                    letters++;
                    if (ends > 0 && !isEnd)
                    {
                        return false;
                    }

                    ends += isEnd ? 1 : 0;
                }
                else if (letter != '\n' && letter != '\r')
                {
                    return false;
                }
            }

            return letters > 0 && letters % 4 == 0 && ends < 3;
        }
    }
}
