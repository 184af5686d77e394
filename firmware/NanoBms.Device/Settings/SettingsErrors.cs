using System.Collections;

namespace NanoBms.Device.Settings
{
    /// <summary>Sentences on what is wrong with settings, each with its place in the file where it has one.</summary>
    public sealed class SettingsErrors
    {
        private readonly ArrayList sentences = new ArrayList();
        private readonly SettingsIndex index;

        /// <summary>No sentences, on settings that are in no file.</summary>
        public SettingsErrors()
        {
        }

        /// <summary>No sentences.</summary>
        /// <param name="index">What the file sets.</param>
        internal SettingsErrors(SettingsIndex index)
        {
            this.index = index;
        }

        /// <summary>Sentences there are.</summary>
        public int Count
        {
            get { return sentences.Count; }
        }

        /// <summary>Whether the file is there and cannot be read: it may be later.</summary>
        public bool IsUnread { get; set; }

        /// <summary>A sentence, 0 the first.</summary>
        public string Sentence(int index)
        {
            return (string)sentences[index];
        }

        /// <summary>Adds a sentence.</summary>
        public void Add(string sentence)
        {
            sentences.Add(sentence);
        }

        /// <summary>Adds a sentence before another.</summary>
        public void Insert(int at, string sentence)
        {
            sentences.Insert(at, sentence);
        }

        /// <summary>Adds a sentence on a setting, unless it holds.</summary>
        /// <param name="holds">Whether all is well.</param>
        /// <param name="name">The setting, as in the file.</param>
        /// <param name="rule">What it must be: "must be above 0 ohms."</param>
        public void Require(bool holds, string name, string rule)
        {
            if (!holds)
            {
                int at = index == null ? -1 : index.Find(name);
                sentences.Add((at < 0 ? "" : index.Place(at)) + name + " " + rule);
            }
        }
    }
}
