using System.Collections;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>Sentences on what is wrong with settings, each with its place in the file where it has one.</summary>
    public sealed class SettingsErrors
    {
        private readonly ArrayList sentences = new ArrayList();
        private readonly ArrayList names = new ArrayList();
        private readonly ArrayList positions = new ArrayList();
        private readonly JsonReader reader;

        /// <summary>No sentences, on settings that are in no file.</summary>
        public SettingsErrors()
        {
        }

        /// <summary>No sentences.</summary>
        /// <param name="reader">The file, to tell places in it; a text for each is made only where a sentence needs it.</param>
        public SettingsErrors(JsonReader reader)
        {
            this.reader = reader;
        }

        /// <summary>Sentences there are.</summary>
        public int Count
        {
            get { return sentences.Count; }
        }

        /// <summary>A sentence, 0 the first.</summary>
        public string Sentence(int index)
        {
            return (string)sentences[index];
        }

        /// <summary>Remembers that the file sets a name where the reader just is, so that a sentence on it says so.</summary>
        public void Locate(string name)
        {
            names.Add(name);
            positions.Add(reader.NamePosition);
        }

        /// <summary>Whether the file sets a name.</summary>
        public bool IsLocated(string name)
        {
            return Find(name) >= 0;
        }

        /// <summary>Adds a sentence.</summary>
        public void Add(string sentence)
        {
            sentences.Add(sentence);
        }

        /// <summary>Adds a sentence on a setting, unless it holds.</summary>
        /// <param name="holds">Whether all is well.</param>
        /// <param name="name">The setting, as in the file.</param>
        /// <param name="rule">What it must be: "must be above 0 ohms."</param>
        public void Require(bool holds, string name, string rule)
        {
            if (holds)
            {
                return;
            }

            int at = Find(name);
            sentences.Add((at >= 0 ? reader.PlaceOf((int)positions[at]) + ": " : "") + name + " " + rule);
        }

        private int Find(string name)
        {
            for (int k = 0; k < names.Count; k++)
            {
                if ((string)names[k] == name)
                {
                    return k;
                }
            }

            return -1;
        }
    }
}
