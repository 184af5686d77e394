using System;
using System.Device.I2c;
using System.IO;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>A chip with registers on the first I2C bus of a Raspberry Pi.</summary>
    public sealed class I2cRegisters : IRegisterDevice, IBus, IDisposable
    {
        private const int BusNumber = 1;

        private readonly int chipAddress;
        private I2cDevice device;

        /// <summary>The bus; null: the machine's own. An emulated one takes its place where there is no hardware.</summary>
        public static I2cBus Bus { get; set; }

        /// <summary>A chip on the bus, whose pins are fixed on a Raspberry Pi; nothing is opened before the first access.</summary>
        public I2cRegisters(int chipAddress, int dataPin, int clockPin)
        {
            _ = dataPin;
            _ = clockPin;
            this.chipAddress = chipAddress;
        }

        /// <inheritdoc/>
        public bool TryRead(byte[] frame, int count)
        {
            try
            {
                Open().WriteRead(frame.AsSpan(0, 1), frame.AsSpan(1, count));
                return true;
            }
            catch (Exception exception) when (IsBusFault(exception))
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(byte[] frame, int count)
        {
            try
            {
                Open().Write(frame.AsSpan(0, 1 + count));
                return true;
            }
            catch (Exception exception) when (IsBusFault(exception))
            {
                return false;
            }
        }

        /// <inheritdoc/>
        /// <remarks>Linux clocks a stuck chip free by itself; here the bus is only opened anew.</remarks>
        public void Recover()
        {
            Dispose();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            device?.Dispose();
            device = null;
        }

        private I2cDevice Open()
        {
            return device ??= Bus == null
                ? I2cDevice.Create(new I2cConnectionSettings(BusNumber, chipAddress))
                : Bus.CreateDevice(chipAddress);
        }

        private static bool IsBusFault(Exception exception)
        {
            return exception is IOException || exception is UnauthorizedAccessException || exception is PlatformNotSupportedException;
        }
    }
}
