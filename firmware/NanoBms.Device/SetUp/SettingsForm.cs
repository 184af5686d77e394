using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.Device.SetUp
{
    /// <summary>
    /// Settings out of a form: what differs from what is in force goes into the settings file, which is judged as a whole, as at the start,
    /// and then written as a whole. An empty key or password keeps the one there is.
    /// </summary>
    internal sealed class SettingsForm
    {
        private readonly PageContext context;
        private readonly PageRequest request;

        // Null once the new file is made.
        private SettingsEdit edit = new SettingsEdit();

        private SettingsForm(PageContext context, PageRequest request)
        {
            this.context = context;
            this.request = request;
        }

        /// <summary>Takes a form; the errors say why nothing was written, none: it was.</summary>
        /// <param name="context">What there is.</param>
        /// <param name="request">What a browser sent; without its form afterwards.</param>
        /// <param name="word">A number that makes the user's word on the battery another one than before.</param>
        public static SettingsErrors Take(PageContext context, PageRequest request, int word)
        {
            return new SettingsForm(context, request).Take(word);
        }

        private SettingsErrors Take(int word)
        {
            bool isAnew = context.Fault.Length > 0 && (!context.KeepsFile || Value("anew") != null);
            Collect(isAnew ? new DeviceSettings() : context.Settings);
            if (Value("full") != null)
            {
                edit.SetText("batteryNow", "full " + word.ToString());
            }

            // From here on the old file and the new one stand beside what is set.
            request.ForgetBody();
            var errors = new SettingsErrors();
            int length = StoredFile.Length(context.Store, SettingsFile.FileName);
            byte[] file = isAnew || length == FileLength.Absent
                ? new byte[0]
                : StoredFile.ReadWhole(context.Store, SettingsFile.FileName, length);
            if (file == null || (!isAnew && length > SettingsFile.MaxBytes))
            {
                errors.Add("The settings file cannot be read, so nothing is changed; try again.");
                return errors;
            }

            int newLength;
            file = edit.Apply(file, file.Length, out newLength);
            edit = null;
            if (file == null)
            {
                errors.Add("All settings together are too long; make texts of them shorter.");
                return errors;
            }

            var settings = new DeviceSettings();
            errors = SettingsFile.Read(file, newLength, settings, false);
            settings.CheckFit(errors, context.Info, context.CanSleep, context.AdcChannels);
            errors.Require(
                settings.PagePassword.Length > 0, "pagePassword",
                "must be set: from now on it guards this page and the gauge's own Wi-Fi.");
            if (errors.Count == 0 && !context.Store.Write(SettingsFile.FileName, file, newLength))
            {
                errors.Add("The settings are not kept: the storage does not take them.");
            }

            return errors;
        }

        private void Collect(DeviceSettings now)
        {
            if (context.HasWifi)
            {
                Text("wifiSsid", now.WifiSsid);
                Secret("wifiPassword");
            }

            Text("cloudUrl", now.CloudUrl);
            Secret("cloudWriteKey");
            Secret("cloudReadKey");
            Number("cloudChannelId", now.CloudChannelId.ToString());
            Number("cellsInSeries", now.CellsInSeries.ToString());
            Number("cellsInParallel", now.CellsInParallel.ToString());
            Number("cellCapacityAh", now.CellCapacityAh.ToString());
            Number("shuntOhm", now.ShuntOhm.ToString());
            Text("currentSensor", now.CurrentSensor);
            bool isReversed = Value("reverseCurrent") != null;
            if (Value("shuntOhm") != null && isReversed != now.ReverseCurrent)
            {
                edit.SetFlag("reverseCurrent", isReversed);
            }

            Secret("pagePassword");
        }

        private string Value(string name)
        {
            return FormText.Value(request.Body, name);
        }

        private void Text(string name, string now)
        {
            string text = Value(name);
            if (text != null && text.Trim() != now)
            {
                edit.SetText(name, text.Trim());
            }
        }

        private void Number(string name, string now)
        {
            string text = Value(name);
            if (text != null && text.Trim() != now)
            {
                edit.SetNumber(name, text.Trim());
            }
        }

        private void Secret(string name)
        {
            // Keys are pasted with blanks around them; a password may have some.
            string text = Value(name);
            if (!string.IsNullOrEmpty(text))
            {
                edit.SetText(name, name.EndsWith("Key") ? text.Trim() : text);
            }
        }
    }
}
