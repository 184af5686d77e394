using System.Collections;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>Where a settings file sets which name.</summary>
    internal sealed class SettingsIndex
    {
        private readonly JsonReader json;
        private readonly ArrayList names = new ArrayList();
        private readonly ArrayList positions = new ArrayList();
        private bool[] taken;

        /// <summary>No names.</summary>
        /// <param name="json">The file, to tell places in it; a text for each is made only where a sentence needs it.</param>
        public SettingsIndex(JsonReader json)
        {
            this.json = json;
        }

        /// <summary>Names that the file sets.</summary>
        public int Count
        {
            get { return names.Count; }
        }

        /// <summary>A name, in the order of the file.</summary>
        public string Name(int index)
        {
            return (string)names[index];
        }

        /// <summary>Where a name stands: "line 3, column 7: ".</summary>
        public string Place(int index)
        {
            return json.PlaceOf((int)positions[index]) + ": ";
        }

        /// <summary>Remembers the name that was just read; false where it is there already.</summary>
        public bool TryAdd()
        {
            if (Find(json.Name) >= 0)
            {
                return false;
            }

            names.Add(json.Name);
            positions.Add(json.NamePosition);
            return true;
        }

        /// <summary>Has the value of a name read again, and remembers that it was taken; false where the file does not set it.</summary>
        public bool TryTake(string name)
        {
            int at = Find(name);
            if (at < 0)
            {
                return false;
            }

            if (taken == null)
            {
                taken = new bool[names.Count];
            }

            taken[at] = true;
            json.ReturnTo((int)positions[at]);
            return json.TryReadValue();
        }

        /// <summary>Whether a name was taken.</summary>
        public bool IsTaken(int index)
        {
            return taken != null && taken[index];
        }

        /// <summary>Index of a name; -1: the file does not set it.</summary>
        public int Find(string name)
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
