namespace NanoBms.Device.Settings
{
    /// <summary>What to say on a name that no setting has.</summary>
    internal sealed class NameSuggestion
    {
        private readonly string unknown;
        private string nearest = "", all = "";
        private int minDistance = int.MaxValue;

        /// <summary>Nothing to say yet.</summary>
        /// <param name="unknown">The name.</param>
        public NameSuggestion(string unknown)
        {
            this.unknown = unknown.ToLower();
        }

        /// <summary>The name that is nearest, if one is near; all of them otherwise.</summary>
        public string Sentence
        {
            get
            {
                return minDistance <= 1 + nearest.Length / 4 ? "did you mean " + nearest + "?" : "the settings are " + all + ".";
            }
        }

        /// <summary>Takes the name of a setting.</summary>
        public void Offer(string name)
        {
            all += (all.Length == 0 ? "" : ", ") + name;
            int distance = Distance(unknown, name.ToLower());
            if (distance < minDistance)
            {
                minDistance = distance;
                nearest = name;
            }
        }

        /// <summary>Letters to insert, remove or replace to make one text of the other (Levenshtein).</summary>
        private static int Distance(string a, string b)
        {
            var row = new int[b.Length + 1];
            for (int j = 0; j <= b.Length; j++)
            {
                row[j] = j;
            }

            for (int i = 1; i <= a.Length; i++)
            {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= b.Length; j++)
                {
                    int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                    int other = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
                    diagonal = row[j];
                    row[j] = replaced < other ? replaced : other;
                }
            }

            return row[b.Length];
        }
    }
}
