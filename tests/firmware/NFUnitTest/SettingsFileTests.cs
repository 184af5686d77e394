using System.Text;
using NanoBms.Device.Settings;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The settings file and the sentences on what is wrong with it.</summary>
    [TestClass]
    public class SettingsFileTests
    {
        [TestMethod]
        public void The_defaults_are_valid()
        {
            string error = new DeviceSettings().FirstError();
            Assert.IsTrue(error == null, error);
        }

        [TestMethod]
        public void What_is_no_number_is_refused_everywhere()
        {
            Refused(new DeviceSettings { ShuntOhm = float.NaN }, "shuntOhm");
            Refused(new DeviceSettings { FullVoltageV = float.NaN }, "fullVoltageV");
            Refused(new DeviceSettings { AdcFullScalePerSupply = float.NaN }, "adcFullScalePerSupply");
            Refused(new DeviceSettings { ThermistorResistorOhm = float.NaN }, "thermistorResistorOhm");
            Refused(new DeviceSettings { ThermistorNominalOhm = float.NaN }, "thermistorNominalOhm");
            Refused(new DeviceSettings { ThermistorBeta = float.NaN }, "thermistorBeta");
            Refused(new DeviceSettings { ThermistorSteinhartA = float.NaN }, "thermistorSteinhartA");
            Refused(new DeviceSettings { AlarmLowSocPercent = float.NaN }, "alarmLowSocPercent");
            Refused(new DeviceSettings { AlarmLowSocHysteresisPercent = float.NaN }, "alarmLowSocHysteresisPercent");
            Refused(new DeviceSettings { AlarmOverTemperatureC = float.NaN }, "alarmOverTemperatureC");
            Refused(new DeviceSettings { AlarmOverTemperatureHysteresisC = float.NaN }, "alarmOverTemperatureHysteresisC");
            Refused(new DeviceSettings { AlarmOverCurrentA = float.NaN }, "alarmOverCurrentA");
            Refused(new DeviceSettings { AlarmOverCurrentHysteresisA = float.NaN }, "alarmOverCurrentHysteresisA");
        }

        [TestMethod]
        public void Without_a_file_nothing_is_changed()
        {
            SettingsErrors errors;
            Assert.IsFalse(SettingsFile.TryLoad(new MemoryStore(), new DeviceSettings(), out errors));
            Assert.AreEqual(0, errors.Count);
        }

        [TestMethod]
        public void A_file_is_read_to_the_last_digit()
        {
            var store = new MemoryStore();
            store.Put(
                SettingsFile.FileName,
                Encoding.UTF8.GetBytes(
                    "{\"currentSensor\":\"INA219\",\"sensorAddress\":\"0x4f\",\"shuntOhm\":0.00075,\"reverseCurrent\":true,"
                        + "\"cellsInSeries\":4,"
                    + "\"fullVoltageV\":4.14,\"thermistorSteinhartA\":1.129148e-3,\"thermistorSteinhartB\":2.34125E-4,"
                    + "\"thermistorSteinhartC\":8.76741e-8,"
                    + "\"supplyChannel\":-1,\"voltageCalibration\":\"3.012=3.000, "
                    + "4.205=4.198\",\"wifiSsid\":\"caf\u00E9\",\"wifiPassword\":\"\","
                    + "\"cloudChannelId\":2147483647,\"keepInMemory\":0,\"alarmLowSocPercent\":12.5,\"selfTest\":true}"));
            var settings = new DeviceSettings();
            SettingsErrors errors;
            Assert.IsTrue(SettingsFile.TryLoad(store, settings, out errors));
            Assert.AreEqual(0, errors.Count, errors.Count == 0 ? "" : errors.Sentence(0));
            Assert.AreEqual("INA219", settings.CurrentSensor);
            Assert.AreEqual(0x4F, settings.SensorAddress);
            Assert.AreEqual(0.00075f, settings.ShuntOhm);
            Assert.IsTrue(settings.ReverseCurrent);
            Assert.AreEqual(4, settings.CellsInSeries);
            Assert.AreEqual(4.14f, settings.FullVoltageV);
            Assert.AreEqual(1.129148e-3f, settings.ThermistorSteinhartA);
            Assert.AreEqual(2.34125e-4f, settings.ThermistorSteinhartB);
            Assert.AreEqual(8.76741e-8f, settings.ThermistorSteinhartC);
            Assert.AreEqual(-1, settings.SupplyChannel);
            Assert.AreEqual("3.012=3.000, 4.205=4.198", settings.VoltageCalibration);
            Assert.AreEqual("caf\u00E9", settings.WifiSsid);
            Assert.AreEqual("", settings.WifiPassword);
            Assert.AreEqual(2147483647, settings.CloudChannelId);
            Assert.AreEqual(0, settings.KeepInMemory);
            Assert.AreEqual(12.5f, settings.AlarmLowSocPercent);
            Assert.IsTrue(settings.SelfTest);
        }

        [TestMethod]
        public void A_wrong_setting_gets_one_sentence_with_its_place()
        {
            Fails("{\"shuntohms\":1}", "line 1, column 2: there is no setting shuntohms; did you mean shuntOhm?");
            Fails("{\"shuntOhm\":\"0.002\"}", "line 1, column 2: shuntOhm must be a number.");
            Fails("{\"shuntOhm\":0}", "line 1, column 2: shuntOhm must be above 0 ohms.");
            Fails("{\"shuntOhm\":-1}", "line 1, column 2: shuntOhm must be above 0 ohms.");
            Fails("{\"shuntOhm\":1e39}", "line 1, column 2: shuntOhm must be above 0 ohms.");
            Fails("{\"fullVoltageV\":1e300}", "line 1, column 2: fullVoltageV must be -1 to 5 volts.");
            Fails("{\"cellsInSeries\":1.5}", "line 1, column 2: cellsInSeries must be a whole number.");
            Fails("{\"cellsInSeries\":99999999999}", "line 1, column 2: cellsInSeries must be a whole number.");
            Fails("{\"cellsInSeries\":4294967297}", "line 1, column 2: cellsInSeries must be a whole number.");
            Fails("{\"cellsInSeries\":1e1}", "line 1, column 2: cellsInSeries must be a whole number.");
            Fails("{\n  \"cellsInSeries\": 17\n}", "line 2, column 3: cellsInSeries must be 1 to 16.");
            Fails("{\"reverseCurrent\":1}", "line 1, column 2: reverseCurrent must be true or false.");
            Fails("{\"wifiSsid\":null}", "line 1, column 2: wifiSsid must be a text in quotes.");
            Fails("{\"sensorAddress\":\"40\"}", "line 1, column 2: sensorAddress must be a whole number, or a text as \"0x40\".");
            Fails("{\"sensorAddress\":\"0x4g\"}", "line 1, column 2: sensorAddress must be a whole number, or a text as \"0x40\".");
            Fails("{\"sensorAddress\":80}", "line 1, column 2: sensorAddress must be 0x40 to 0x4F for the INA226.");
            Fails("{\"i2cDataPin\":22}", "i2cClockPin must be another GPIO than i2cDataPin.");
            Fails("{\"cloudUrl\":\"ftp://x\"}", "line 1, column 2: cloudUrl must start with https:// or http://.");
            Fails("{\"cloudUrl\":\"https://x/\"}", "line 1, column 2: cloudUrl must not end with a slash.");
            Fails(
                "{\"cloudWriteKey\":\"a&b\"}", "line 1, column 2: cloudWriteKey must be letters and digits only, as ThingSpeak shows it.");
            Fails("{\"timeServer\":\"\"}", "line 1, column 2: timeServer must name a server, in at most 253 characters.");
            Fails(
                "{\"thermistorSteinhartA\":1}",
                "line 1, column 2: thermistorSteinhartA must give, with B and C, a temperature of -40 to 150 degC at "
                    + "thermistorNominalOhm.");
            Fails(
                "{\"voltageCalibration\":\"3=3\"}",
                "line 1, column 2: voltageCalibration must be empty or two pairs shown=true that agree within a factor of 2, such as "
                    + "\"3.012=3.000, 4.205=4.198\".");
            Fails("{\"cellsInSeries\":1,\"cellsInSeries\":2}", "line 1, column 20: cellsInSeries is set twice.");
            Fails("{\"cellsInSeries\":2,}", "line 1, column 20: expected a name in quotes after ',', found '}'.");
        }

        [TestMethod]
        public void The_schema_that_an_editor_needs_is_read_over_and_escapes_are_resolved()
        {
            var settings = new DeviceSettings();
            byte[] bytes = Encoding.UTF8.GetBytes(
                "{\"$schema\":\"settings.schema.json\",\"cells\\u0049nSeries\" :\n 4,\"wifiSsid\":\"a\\\"b\\u00e9\"}");
            SettingsErrors errors = SettingsFile.Read(bytes, bytes.Length, settings);
            Assert.AreEqual(0, errors.Count, errors.Count == 0 ? "" : errors.Sentence(0));
            Assert.AreEqual(4, settings.CellsInSeries);
            Assert.AreEqual("a\"b\u00e9", settings.WifiSsid);
            Fails("{\"$schema\":7}", "line 1, column 2: $schema must be a text in quotes.");
            Fails("{\"sleep\":\"none\\\" or \\\"light\"}", "line 1, column 2: sleep must be \"none\", \"light\" or \"deep\".");
        }

        [TestMethod]
        public void Every_error_is_said_and_a_name_unlike_any_gets_the_list()
        {
            SettingsErrors errors = Read("{\"colour\":1,\"shuntOhm\":-1,\"estimatePeriodMs\":999}");
            Assert.AreEqual(3, errors.Count);
            Assert.IsTrue(
                errors.Sentence(0)
                    .StartsWith("line 1, column 2: there is no setting colour; the settings are currentSensor, sensorAddress, "),
                errors.Sentence(0));
            Assert.IsTrue(errors.Sentence(0).EndsWith(", selfTest."), errors.Sentence(0));
            Assert.AreEqual("line 1, column 13: shuntOhm must be above 0 ohms.", errors.Sentence(1));
            Assert.AreEqual("line 1, column 27: estimatePeriodMs must be 1000 to 3600000 milliseconds.", errors.Sentence(2));
        }

        [TestMethod]
        public void A_file_too_long_to_be_settings_is_refused()
        {
            var store = new MemoryStore();
            store.Put(SettingsFile.FileName, new byte[5000]);
            SettingsErrors errors;
            Assert.IsTrue(SettingsFile.TryLoad(store, new DeviceSettings(), out errors));
            Assert.AreEqual(1, errors.Count);
            Assert.AreEqual("The file has 5000 bytes; settings take at most 4096.", errors.Sentence(0));
        }

        private static SettingsErrors Read(string json)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            return SettingsFile.Read(bytes, bytes.Length, new DeviceSettings());
        }

        private static void Refused(DeviceSettings settings, string name)
        {
            string error = settings.FirstError();
            Assert.IsTrue(error != null && error.StartsWith(name + " "), name + ": " + error);
        }

        private static void Fails(string json, string sentence)
        {
            SettingsErrors errors = Read(json);
            Assert.IsTrue(errors.Count > 0, "no sentence on " + json);
            Assert.AreEqual(sentence, errors.Sentence(0));
            Assert.AreEqual(1, errors.Count, json);
        }
    }
}
