using System.IO;
using NanoBms.Device.Settings;
using NanoBms.HomeAssistant;

namespace NanoBms.Platform.Mqtt
{
    /// <summary>The MQTT broker of the settings.</summary>
    internal static class BrokerSettings
    {
        /// <summary>The broker; null: the settings name none.</summary>
        /// <param name="settings">The settings.</param>
        /// <param name="folder">Where their file stands, and the certificate's.</param>
        /// <exception cref="Foundation.UserError">It cannot be one, or its certificate cannot be read.</exception>
        public static BrokerAddress Read(DeviceSettings settings, string folder)
        {
            if (settings.MqttBroker.Length == 0)
            {
                return null;
            }

            string password = settings.MqttPassword.Length == 0 ? null : settings.MqttPassword;
            string authority = settings.MqttRootCertificate.Length == 0 ? null : Path.Combine(folder, settings.MqttRootCertificate);
            BrokerAddress broker = BrokerAddress.Parse(settings.MqttBroker, password, "mqttPassword") with { AuthorityPath = authority };
            broker.CheckAuthority();
            return broker;
        }
    }
}
