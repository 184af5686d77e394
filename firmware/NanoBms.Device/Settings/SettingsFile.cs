using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;

namespace NanoBms.Device.Settings
{
    /// <summary>
    /// Reads the settings file: one flat JSON object whose names are those of <see cref="DeviceSettings"/> with a small first letter. What
    /// it does not name keeps its default.
    /// </summary>
    public static class SettingsFile
    {
        /// <summary>Its name.</summary>
        public const string FileName = "nanobms.json";

        /// <summary>The most bytes a settings file may have: it is read into memory as a whole.</summary>
        public const int MaxBytes = 4096;

        /// <summary>
        /// Reads the file from a store; false where there is none: then nothing is changed. One that cannot be read just now is one
        /// sentence, and <see cref="SettingsErrors.IsUnread"/>.
        /// </summary>
        public static bool TryLoad(IFileStore store, DeviceSettings settings, out SettingsErrors errors)
        {
            errors = new SettingsErrors();
            int length = StoredFile.Length(store, FileName);
            if (length == FileLength.Absent)
            {
                return false;
            }

            if (length > MaxBytes)
            {
                errors.Add("The file has " + length.ToString() + " bytes; settings take at most " + MaxBytes.ToString() + ".");
                return true;
            }

            byte[] bytes = StoredFile.ReadWhole(store, FileName, length);
            if (bytes == null)
            {
                errors.Add("The file cannot be read; where that lasts, put it on the device anew.");
                errors.IsUnread = true;
                return true;
            }

            errors = Read(bytes, length, settings);
            return true;
        }

        /// <summary>
        /// Reads a file's bytes into settings; the errors say, a sentence each, what is wrong. No sentence holds a value.
        /// </summary>
        public static SettingsErrors Read(byte[] bytes, int length, DeviceSettings settings)
        {
            return Read(bytes, length, settings, true);
        }

        /// <summary>Reads a file's bytes into settings.</summary>
        /// <param name="bytes">The file.</param>
        /// <param name="length">Its bytes.</param>
        /// <param name="settings">Receive what it says.</param>
        /// <param name="tellsPlaces">Whether sentences say where in the file a setting stands.</param>
        public static SettingsErrors Read(byte[] bytes, int length, DeviceSettings settings, bool tellsPlaces)
        {
            var json = new JsonReader(bytes, length);
            var index = new SettingsIndex(json);
            SettingsErrors errors = tellsPlaces ? new SettingsErrors(index) : new SettingsErrors();
            while (json.TryReadName() && json.TryReadValue())
            {
                if (!index.TryAdd())
                {
                    errors.Add(json.Place + ": " + json.Name + " is set twice.");
                }
            }

            int firstOnValues = errors.Count;
            var reader = new SettingsReader(errors, index, json);
            settings.Visit(reader);

            // Names the schema that an editor shall check the file by; nothing to a device.
            string schema = "";
            reader.Text("$schema", ref schema, 0, MaxBytes, "");
            for (int k = index.Count - 1; k >= 0; k--)
            {
                if (!index.IsTaken(k))
                {
                    var suggestion = new NameSuggestion(index.Name(k));
                    settings.Visit(new SettingsReader(suggestion));
                    errors.Insert(firstOnValues, index.Place(k) + "there is no setting " + index.Name(k) + "; " + suggestion.Sentence);
                }
            }

            if (json.Error != null)
            {
                errors.Add(json.Error + ".");
            }
            else
            {
                settings.CheckTogether(errors);
            }

            return errors;
        }
    }
}
