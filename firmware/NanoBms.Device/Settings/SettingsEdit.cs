using System.Collections;
using System.Text;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// Changes some settings of a settings file and keeps all others, also those of names that nobody knows. What a value may be is for
    /// <see cref="SettingsFile.Read(byte[], int, DeviceSettings, bool)"/> to say of the new file.
    /// </summary>
    public sealed class SettingsEdit
    {
        private readonly ArrayList names = new ArrayList(), values = new ArrayList();
        private byte[] made;
        private int length;
        private bool isFirst;

        /// <summary>Settings that are changed.</summary>
        public int Count
        {
            get { return names.Count; }
        }

        /// <summary>Sets a text.</summary>
        public void SetText(string name, string text)
        {
            names.Add(name);
            values.Add(Quoted(text));
        }

        /// <summary>
        /// Sets a number as somebody has typed it; what is none becomes a text, which the reader then says of that it is none.
        /// </summary>
        public void SetNumber(string name, string text)
        {
            names.Add(name);
            values.Add(IsNumber(text) ? text : Quoted(text));
        }

        /// <summary>Sets true or false.</summary>
        public void SetFlag(string name, bool value)
        {
            names.Add(name);
            values.Add(value ? "true" : "false");
        }

        /// <summary>Makes the new file; null where it is longer than a settings file may be.</summary>
        /// <param name="file">The file there is; empty where there is none, and what follows a mistake in it is left out.</param>
        /// <param name="fileLength">Its bytes.</param>
        /// <param name="newLength">Bytes of the new one.</param>
        public byte[] Apply(byte[] file, int fileLength, out int newLength)
        {
            // Counted first: a buffer for the longest file there may be is more than a board has left beside its page.
            made = new byte[0];
            Compose(file, fileLength);
            newLength = length;
            if (length > SettingsFile.MaxBytes)
            {
                return null;
            }

            made = new byte[length];
            Compose(file, fileLength);
            byte[] all = made;
            made = null;
            return all;
        }

        private void Compose(byte[] file, int fileLength)
        {
            length = 0;
            isFirst = true;
            Append("{");
            var json = new JsonReader(file, fileLength);
            while (json.TryReadName() && json.TryReadValue())
            {
                if (!names.Contains(json.Name))
                {
                    Add(json.Name, json.Kind == JsonKind.Text ? Quoted(json.Text) : json.Text);
                }
            }

            for (int k = 0; k < names.Count; k++)
            {
                Add((string)names[k], (string)values[k]);
            }

            Append("\n}\n");
        }

        private void Add(string name, string value)
        {
            Append(isFirst ? "\n  " : ",\n  ");
            isFirst = false;
            Append(Quoted(name));
            Append(": ");
            Append(value);
        }

        private void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int k = 0; k < bytes.Length; k++, length++)
            {
                if (length < made.Length)
                {
                    made[length] = bytes[k];
                }
            }
        }

        private static bool IsNumber(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes("{\"n\":" + text + "}");
            var json = new JsonReader(bytes, bytes.Length);
            return json.TryReadName() && json.TryReadValue() && json.Kind == JsonKind.Number && !json.TryReadName() && json.Error == null;
        }

        private static string Quoted(string text)
        {
            var quoted = new StringBuilder("\"");
            for (int k = 0; k < text.Length; k++)
            {
                char letter = text[k];
                if (letter < ' ')
                {
                    quoted.Append("\\u00").Append(((int)letter).ToString("X2"));
                    continue;
                }

                if (letter == '"' || letter == '\\')
                {
                    quoted.Append('\\');
                }

                quoted.Append(letter);
            }

            return quoted.Append('"').ToString();
        }
    }
}
