using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// A few bytes that survive a power cut at any moment: two files written in turn, each with a counter and a CRC, so that while one is
    /// being written the other is whole.
    /// </summary>
    public sealed class TwinFile
    {
        /// <summary>Bytes of a file besides what it keeps.</summary>
        public const int FrameBytes = CounterBytes + CrcBytes;

        private const int CounterBytes = 4, CrcBytes = 2;

        private readonly IFileStore store;
        private readonly string name;
        private readonly byte[] frame;
        private int counter;

        /// <summary>The two files of a name.</summary>
        /// <param name="store">Where.</param>
        /// <param name="name">Name without the digit that tells the two apart.</param>
        /// <param name="payloadBytes">Bytes to keep.</param>
        public TwinFile(IFileStore store, string name, int payloadBytes)
        {
            this.store = store;
            this.name = name;
            frame = new byte[payloadBytes + FrameBytes];
        }

        /// <summary>Reads what was last written whole; false where there is nothing.</summary>
        public bool TryLoad(byte[] payload)
        {
            counter = 0;
            bool found = false;
            for (int twin = 0; twin < 2; twin++)
            {
                int crcAt = frame.Length - CrcBytes;
                if (store.Read(name + twin.ToString(), 0, frame, frame.Length) == frame.Length
                    && Crc16.Compute(frame, 0, crcAt) == LittleEndian.Get16(frame, crcAt)
                    && (!found || LittleEndian.Get32(frame, 0) > counter))
                {
                    counter = LittleEndian.Get32(frame, 0);
                    Array.Copy(frame, CounterBytes, payload, 0, payload.Length);
                    found = true;
                }
            }

            return found;
        }

        /// <summary>
        /// Writes; false where that fails: then the bytes before are still there. Call <see cref="TryLoad"/> once before it.
        /// </summary>
        public bool TrySave(byte[] payload)
        {
            counter++;
            LittleEndian.Put32(frame, 0, counter);
            Array.Copy(payload, 0, frame, CounterBytes, payload.Length);
            int crcAt = frame.Length - CrcBytes;
            LittleEndian.Put16(frame, crcAt, Crc16.Compute(frame, 0, crcAt));
            if (store.Write(name + (counter & 1).ToString(), frame, frame.Length))
            {
                return true;
            }

            // The next try goes to the same file again, not to the one that is whole.
            counter--;
            return false;
        }
    }
}
