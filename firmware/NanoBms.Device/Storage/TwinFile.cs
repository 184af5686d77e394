using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// A few bytes that survive a power cut at any moment: two files written in turn, each with a counter and a CRC, so that while one is
    /// being written the other is whole.
    /// </summary>
    /// <remarks>
    /// The CRC of what a power cut left fits by chance once in 65,536 times, which years of cuts come to: so the counter's upper bits hold
    /// a mark of the length, which what was cut short does not have; and no CRC is all ones, as a flash is where nothing was written.
    /// Programs up to 0.9 wrote no mark; their files are read as what they are.
    /// </remarks>
    public sealed class TwinFile
    {
        private const int CounterBytes = 4, CrcBytes = 2, FrameBytes = CounterBytes + CrcBytes;

        // Four bits of mark above the counter's 27, which at one write in 15 s last for 63 years.
        private const int MarkShift = 27, MaxCounter = (1 << MarkShift) - 1, MaxMark = 15;

        private const int Erased = 0xFFFF;

        // What is longer is none of ours, and shall not take the memory.
        private const int MaxBytes = 8192;

        private readonly IFileStore store;
        private readonly string name;
        private byte[] frame;
        private int counter;

        /// <summary>The two files of a name.</summary>
        /// <param name="store">Where.</param>
        /// <param name="name">Name without the digit that tells the two apart.</param>
        public TwinFile(IFileStore store, string name)
        {
            this.store = store;
            this.name = name;
        }

        /// <summary>Whether <see cref="Load"/> found a file that could not be read: what it gave is perhaps not the newest.</summary>
        public bool HasUnread { get; private set; }

        /// <summary>Whether <see cref="Load"/> found a file that is not whole, as a power cut leaves it.</summary>
        public bool HasDamaged { get; private set; }

        /// <summary>Reads what was last written whole, of whatever length it was; null where there is nothing.</summary>
        public byte[] Load()
        {
            counter = 0;
            HasUnread = false;
            HasDamaged = false;
            byte[] newest = null;
            for (int twin = 0; twin < 2; twin++)
            {
                string file = name + twin.ToString();
                int length = StoredFile.Length(store, file);
                if (length == FileLength.Absent)
                {
                    continue;
                }

                if (length >= 0 && (length < FrameBytes || length > MaxBytes))
                {
                    HasDamaged = true;
                    continue;
                }

                var bytes = new byte[length < 0 ? 0 : length];
                if (length < 0 || StoredFile.Read(store, file, 0, bytes, length) < 0)
                {
                    HasUnread = true;
                }
                else if (!IsWhole(bytes))
                {
                    HasDamaged = true;
                }
                else if (newest == null || (LittleEndian.Get32(bytes, 0) & MaxCounter) > counter)
                {
                    counter = LittleEndian.Get32(bytes, 0) & MaxCounter;
                    newest = bytes;
                }
            }

            if (newest == null)
            {
                return null;
            }

            var payload = new byte[newest.Length - FrameBytes];
            Array.Copy(newest, CounterBytes, payload, 0, payload.Length);
            return payload;
        }

        /// <summary>
        /// Writes; false where that fails: then the bytes before are still there. Call <see cref="Load"/> once before it.
        /// </summary>
        public bool TrySave(byte[] payload)
        {
            if (!TryWrite(payload))
            {
                return false;
            }

            if (HasUnread)
            {
                // What could not be read may be newer by its counter, and must not come back.
                if (!TryWrite(payload))
                {
                    return false;
                }

                HasUnread = false;
            }

            return true;
        }

        private bool TryWrite(byte[] payload)
        {
            if (frame == null || frame.Length != payload.Length + FrameBytes)
            {
                frame = new byte[payload.Length + FrameBytes];
            }

            Array.Copy(payload, 0, frame, CounterBytes, payload.Length);
            int crcAt = frame.Length - CrcBytes, next = counter + 1, crc;
            while ((crc = Seal(next)) == Erased)
            {
                // The same file, with another CRC.
                next += 2;
            }

            LittleEndian.Put16(frame, crcAt, crc);
            if (!store.Write(name + (next & 1).ToString(), frame, frame.Length))
            {
                // The next try goes to the same file again, not to the one that is whole.
                return false;
            }

            counter = next;
            return true;
        }

        /// <summary>Puts a counter and the mark of the length into the frame; its CRC then.</summary>
        private int Seal(int number)
        {
            LittleEndian.Put32(frame, 0, number | (Mark(frame.Length) << MarkShift));
            return Crc16.Compute(frame, 0, frame.Length - CrcBytes);
        }

        private static bool IsWhole(byte[] bytes)
        {
            int crcAt = bytes.Length - CrcBytes, crc = LittleEndian.Get16(bytes, crcAt), mark = LittleEndian.Get32(bytes, 0) >> MarkShift;
            return Crc16.Compute(bytes, 0, crcAt) == crc && (mark == 0 || (mark == Mark(bytes.Length) && crc != Erased));
        }

        private static int Mark(int length)
        {
            return 1 + length % MaxMark;
        }
    }
}
