using System.Collections;

namespace NanoBms.Device
{
    /// <summary>Sentences on what is wrong with settings, each with its place in the file where it has one.</summary>
    public sealed class SettingsErrors
    {
        private readonly ArrayList sentences = new ArrayList();
        private readonly ArrayList names = new ArrayList();
        private readonly ArrayList places = new ArrayList();

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

        /// <summary>Remembers where the file sets a name, so that a sentence on it says so.</summary>
        public void Locate(string name, string place)
        {
            names.Add(name);
            places.Add(place);
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
            sentences.Add((at >= 0 ? (string)places[at] + ": " : "") + name + " " + rule);
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
