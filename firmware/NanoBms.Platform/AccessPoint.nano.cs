using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using NanoBms.Device.Hardware;
using NanoBms.Device.SetUp;
using AuthenticationType = System.Net.NetworkInformation.AuthenticationType;

namespace NanoBms.Platform
{
    /// <summary>
    /// The ESP32's own Wi-Fi (soft access point). As in nanoFramework's sample WiFiAP (github.com/nanoframework/Samples): what is
    /// configured is there after the next start, and who joins gets addresses from the program.
    /// </summary>
    public sealed class AccessPoint : IAccessPoint
    {
        private const string Name = "NanoBms set-up", Mask = "255.255.255.0";

        private const WirelessAPConfiguration.ConfigurationOptions Open =
            WirelessAPConfiguration.ConfigurationOptions.AutoStart | WirelessAPConfiguration.ConfigurationOptions.Enable;

        // Questions that wait are answered some at a time, so that sending the page is not kept waiting.
        private const int MaxAnswers = 4;

        private LocalAddress addresses;
        private Socket dhcp, dns;
        private byte[] message;

        /// <inheritdoc/>
        public bool IsOpen
        {
            get
            {
                try
                {
                    NetworkInterface own = Interface(NetworkInterfaceType.WirelessAP);
                    return own != null && Configuration(own).Options == Open;
                }
                catch (Exception)
                {
                    return false;
                }
            }
        }

        /// <inheritdoc/>
        public bool TryOpen(string password)
        {
            try
            {
                // A station that looks for its network takes the radio away from this one.
                SetStation(Wireless80211Configuration.ConfigurationOptions.None);
                NetworkInterface own = Interface(NetworkInterfaceType.WirelessAP);
                own.EnableStaticIPv4(PageServer.OwnHost, Mask, PageServer.OwnHost);
                WirelessAPConfiguration configuration = Configuration(own);
                configuration.Options = Open;
                configuration.Ssid = Name;
                configuration.MaxConnections = 2;
                configuration.Authentication = password.Length == 0 ? AuthenticationType.Open : AuthenticationType.WPA2;
                configuration.Password = password;
                configuration.SaveConfiguration();
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryClose()
        {
            try
            {
                SetStation(Wireless80211Configuration.ConfigurationOptions.Enable);
                WirelessAPConfiguration configuration = Configuration(Interface(NetworkInterfaceType.WirelessAP));
                configuration.Options = WirelessAPConfiguration.ConfigurationOptions.None;
                configuration.SaveConfiguration();
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public void Step()
        {
            try
            {
                if (addresses == null)
                {
                    dhcp = Listen(LocalAddress.DhcpServerPort);
                    dns = Listen(LocalAddress.DnsPort);
                    message = new byte[LocalAddress.MaxBytes];
                    addresses = new LocalAddress();
                }

                for (int k = 0; k < MaxAnswers && dhcp.Poll(0, SelectMode.SelectRead); k++)
                {
                    int length = addresses.AnswerDhcp(message, dhcp.Receive(message));
                    if (length > 0)
                    {
                        // The asker has no address yet.
                        var everybody = new IPEndPoint(IPAddress.Parse("192.168.4.255"), LocalAddress.DhcpClientPort);
                        dhcp.SendTo(message, 0, length, SocketFlags.None, everybody);
                    }
                }

                for (int k = 0; k < MaxAnswers && dns.Poll(0, SelectMode.SelectRead); k++)
                {
                    EndPoint asker = new IPEndPoint(IPAddress.Any, 0);
                    int length = LocalAddress.AnswerDns(message, dns.ReceiveFrom(message, ref asker));
                    if (length > 0)
                    {
                        dns.SendTo(message, 0, length, SocketFlags.None, asker);
                    }
                }
            }
            catch (Exception)
            {
                // The interface comes up some seconds after the start; a phone asks again.
                Release();
            }
        }

        private static Socket Listen(int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Broadcast, true);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        }

        private void Release()
        {
            if (dhcp != null)
            {
                dhcp.Close();
            }

            if (dns != null)
            {
                dns.Close();
            }

            dhcp = null;
            dns = null;
            addresses = null;
        }

        private static void SetStation(Wireless80211Configuration.ConfigurationOptions options)
        {
            NetworkInterface station = Interface(NetworkInterfaceType.Wireless80211);
            Wireless80211Configuration configuration =
                Wireless80211Configuration.GetAllWireless80211Configurations()[(int)station.SpecificConfigId];
            configuration.Options = options;
            configuration.SaveConfiguration();
        }

        private static WirelessAPConfiguration Configuration(NetworkInterface own)
        {
            return WirelessAPConfiguration.GetAllWirelessAPConfigurations()[(int)own.SpecificConfigId];
        }

        private static NetworkInterface Interface(NetworkInterfaceType type)
        {
            NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
            for (int k = 0; k < interfaces.Length; k++)
            {
                if (interfaces[k].NetworkInterfaceType == type)
                {
                    return interfaces[k];
                }
            }

            return null;
        }
    }
}
