using System;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>What a gauge knows from before: how often it started and restarted, why, and the state of charge it had.</summary>
    /// <remarks>
    /// 152 bytes that are written once a minute, and when a figure moved by 1 %, to two small files in turn: some 1,700 times a day. The
    /// ESP32's file system keeps files of this size in its directory, a log of its own; a block of it takes some 18 writes before it is
    /// erased: 94 erases a day of the 100,000 that the flash stands.
    /// </remarks>
    public sealed class DeviceState
    {
        /// <summary>
        /// Milliseconds that what is known may be old after a power cut: it is kept once a minute, which may have failed once.
        /// </summary>
        public const int MaxAgeMs = 150000;

        // All before the estimator's state is the same in each version, and stays so: version 1 ended before the newest time.
        private const int UnansweredAt = 2, MarksAt = 3, NewestBootAt = 14, NewestAt = 16, KeyAt = 20, WordAt = 24, NumberAt = 28;
        private const int LearntAt = 36;
        private const int FirstVersionBytes = 16, PayloadBytes = LearntAt + StateEstimator.LearntBytes;
        private const int Version = 3;

        // Marks: the run ended by its own will; a start kept this before it said that a part, or all, of what was before is lost.
        private const int InOrder = 1, PartUntold = 2, AllUntold = 4;

        // Version 2 held the state of an earlier filter where the battery's stands now, and numbers last.
        private const int SecondVersion = 2, SecondVersionNumberAt = 48, SecondVersionBytes = SecondVersionNumberAt + 8;

        private readonly TwinFile file;
        private readonly byte[] payload = new byte[PayloadBytes];
        private bool knowsNumbers;
        private int untold;

        /// <summary>A state as before the first power-up.</summary>
        /// <param name="store">Where it is kept; null: nowhere.</param>
        public DeviceState(IFileStore store)
        {
            file = store == null ? null : new TwinFile(store, "state.");
        }

        /// <summary>Whether there is a storage to keep it.</summary>
        public bool IsKept
        {
            get { return file != null; }
        }

        /// <summary>What of the kept state is lost, for the log; empty: nothing.</summary>
        public string Loss { get; private set; } = "";

        /// <summary>Number of this power-up or restart, 1 the first.</summary>
        public int Boots { get; private set; } = 1;

        /// <summary>Restarts by the supervision so far.</summary>
        public int SupervisedRestarts { get; private set; }

        /// <summary>Restarts since the last answer of a server, 0..255, because there was none.</summary>
        public int UnansweredRestarts { get; set; }

        /// <summary>Why this run began; None where it was no supervised restart.</summary>
        public RestartReason Reason { get; private set; }

        /// <summary>The state of charge that was shown, hundredths of a percent; -1: not known.</summary>
        public int SocCentiPercent { get; set; } = -1;

        /// <summary>Time of the newest entry, seconds since 1970; 0: not known.</summary>
        public long NewestUnixS { get; set; }

        /// <summary>Number of the power-up, as the log on flash counts them, that gave that time; 0: not known.</summary>
        public int NewestBoot { get; set; }

        /// <summary>Which battery it was learnt of; 0: nothing was learnt.</summary>
        public int BatteryKey { get; set; }

        /// <summary>The user's word that was taken last, as a number; 0: none.</summary>
        public int TakenWord { get; set; }

        /// <summary>What was learnt, as the estimator writes it.</summary>
        public byte[] Learnt { get; } = new byte[StateEstimator.LearntBytes];

        /// <summary>Number of the newest entry; 0: not known.</summary>
        public int NewestNumber { get; set; }

        /// <summary>Numbers that starts left out, and that no entry in the channel has said yet.</summary>
        public int LeftOutNumbers { get; set; }

        /// <summary>Whether the run before ended by its own will, so that all it knew was kept last.</summary>
        public bool EndedInOrder { get; private set; }

        /// <summary>Loads what is known and counts this power-up.</summary>
        public void Begin()
        {
            Begin(false, 0);
        }

        /// <summary>Loads what is known.</summary>
        /// <param name="isWake">Whether this run goes on after a deep sleep: that is no power-up, and nothing is written.</param>
        /// <param name="leaveOut">
        /// Numbers that may have been given since what is known, unless the run before ended in order: they are left out, and that is kept
        /// before the next one is given; three times as many where a part cannot be read.
        /// </param>
        public void Begin(bool isWake, int leaveOut)
        {
            if (file == null)
            {
                return;
            }

            byte[] kept = file.Load();
            if (kept != null && kept.Length >= FirstVersionBytes && kept[0] > 0)
            {
                Take(kept, isWake);
                untold |= file.HasUnread ? PartUntold : 0;
            }
            else if (kept != null || file.HasUnread || file.HasDamaged)
            {
                untold = AllUntold;
            }

            if ((untold & AllUntold) != 0)
            {
                Loss = "The kept state cannot be read: starts are counted anew, and the state of charge begins anew.";
            }
            else if (untold != 0)
            {
                Loss = "A part of the kept state cannot be read: what is known may be of a minute before.";
            }

            // The reason counts for one start only.
            if (!isWake)
            {
                // What could not be read may be the newer: of a start that left out as many, of a run that gave as many until it was kept.
                leaveOut = !knowsNumbers ? 0 : file.HasUnread ? 3 * leaveOut : EndedInOrder ? 0 : leaveOut;
                NewestNumber += leaveOut;
                LeftOutNumbers += leaveOut;
                Save(RestartReason.None, false);
            }

            untold = 0;
        }

        /// <summary>Keeps the state; false where that fails.</summary>
        public bool Save()
        {
            return Save(RestartReason.None, false);
        }

        /// <summary>Keeps the state for the last time: the program ends.</summary>
        public bool SaveAtEnd()
        {
            return Save(RestartReason.None, true);
        }

        /// <summary>Keeps the state and that a restart follows, and why.</summary>
        public bool SaveForRestart(RestartReason reason)
        {
            SupervisedRestarts += reason == RestartReason.SetUp ? 0 : 1;
            if (reason == RestartReason.NoAnswer && UnansweredRestarts < byte.MaxValue)
            {
                UnansweredRestarts++;
            }

            return Save(reason, true);
        }

        private void Take(byte[] kept, bool isWake)
        {
            Boots = LittleEndian.Get32(kept, 4) + (isWake ? 0 : 1);
            SupervisedRestarts = LittleEndian.Get32(kept, 8);
            UnansweredRestarts = kept[UnansweredAt];
            EndedInOrder = (kept[MarksAt] & InOrder) != 0;
            untold = kept[MarksAt] & (PartUntold | AllUntold);

            // Of a state before that which cannot be read, the reason was of another start.
            Reason = isWake || file.HasUnread ? RestartReason.None : (RestartReason)kept[1];
            SocCentiPercent = (short)LittleEndian.Get16(kept, 12);
            int newest = kept.Length < KeyAt ? 0 : LittleEndian.Get32(kept, NewestAt);
            NewestUnixS = newest == 0 ? 0 : newest + Record.EpochUnixS;
            NewestBoot = LittleEndian.Get16(kept, NewestBootAt);
            if (kept[0] == Version && kept.Length == PayloadBytes)
            {
                BatteryKey = LittleEndian.Get32(kept, KeyAt);
                TakenWord = LittleEndian.Get32(kept, WordAt);
                TakeNumbers(kept, NumberAt);
                Array.Copy(kept, LearntAt, Learnt, 0, Learnt.Length);
            }
            else
            {
                Loss = "The kept state is of another version: the state of charge begins anew.";
                if (kept[0] == SecondVersion && kept.Length == SecondVersionBytes)
                {
                    TakeNumbers(kept, SecondVersionNumberAt);
                }
            }
        }

        private void TakeNumbers(byte[] kept, int at)
        {
            knowsNumbers = true;
            NewestNumber = LittleEndian.Get32(kept, at);
            LeftOutNumbers = LittleEndian.Get32(kept, at + 4);
        }

        private bool Save(RestartReason reason, bool isEnd)
        {
            if (file == null)
            {
                return false;
            }

            // Storing, supervision and the end of the program may come together.
            lock (payload)
            {
                payload[0] = Version;
                payload[1] = (byte)reason;
                payload[UnansweredAt] = (byte)UnansweredRestarts;
                payload[MarksAt] = (byte)(untold | (isEnd ? InOrder : 0));
                LittleEndian.Put32(payload, NumberAt, NewestNumber);
                LittleEndian.Put32(payload, NumberAt + 4, LeftOutNumbers);
                LittleEndian.Put32(payload, 4, Boots);
                LittleEndian.Put32(payload, 8, SupervisedRestarts);
                LittleEndian.Put16(payload, 12, SocCentiPercent);
                LittleEndian.Put32(payload, KeyAt, BatteryKey);
                LittleEndian.Put32(payload, WordAt, TakenWord);
                LittleEndian.Put16(payload, NewestBootAt, NewestBoot);
                LittleEndian.Put32(payload, NewestAt, NewestUnixS == 0 ? 0 : (int)(NewestUnixS - Record.EpochUnixS));
                Array.Copy(Learnt, 0, payload, LearntAt, Learnt.Length);
                return file.TrySave(payload);
            }
        }
    }
}
