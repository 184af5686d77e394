using NanoBms.Core;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Numbers of entries, from 1 on, over restarts, so that whoever reads a channel sees what is missing. An entry's number follows from
    /// how many wait behind it: none is stored. What is lost while it waits leaves a gap, and its reason goes with the next entry.
    /// </summary>
    /// <remarks>
    /// After a power cut the number that was given last is known of a minute or two before: so many numbers are left out then as may have
    /// been given since, rather than one given twice. Where entries are damaged among others that wait, the gap is before all of these.
    /// </remarks>
    internal sealed class EntryNumbers
    {
        private int newest, leftOut;
        private int first, noRoom, damaged, noRoomSaid, damagedSaid;

        /// <summary>The number that was given last; 0: none yet.</summary>
        public int Newest
        {
            get { return newest; }
        }

        /// <summary>Numbers that starts left out, and that no entry in the channel has said yet.</summary>
        public int LeftOut
        {
            get { return leftOut; }
        }

        /// <summary>Goes on with the numbers of before.</summary>
        /// <param name="lastNumber">The last one that is known.</param>
        /// <param name="leaveOut">So many may have been given after it.</param>
        /// <param name="leftOutBefore">So many were left out by starts before, which is not said yet.</param>
        public void Start(int lastNumber, int leaveOut, int leftOutBefore)
        {
            leaveOut = lastNumber > 0 ? leaveOut : 0;
            leftOut = leftOutBefore + leaveOut;
            newest = lastNumber + leaveOut;
        }

        /// <summary>Serialises what a sleep would lose.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref newest);
            buffer.Serialize(ref leftOut);
        }

        /// <summary>An entry more.</summary>
        public void Add()
        {
            newest++;
        }

        /// <summary>A batch of the oldest begins.</summary>
        /// <param name="waiting">Entries that wait.</param>
        /// <param name="noRoom">Entries lost so far because there was no room, or nothing told their time.</param>
        /// <param name="damaged">Entries lost so far that the flash did not give back.</param>
        public void BeginBatch(int waiting, int noRoom, int damaged)
        {
            // What was known is lost, and entries of before are there: numbers begin anew.
            newest = newest < waiting ? waiting : newest;
            first = newest - waiting + 1;
            this.noRoom = noRoom;
            this.damaged = damaged;
        }

        /// <summary>Entries of the batch are in the channel, and with the first of them what was lost before it.</summary>
        public void Accept()
        {
            noRoomSaid = noRoom;
            damagedSaid = damaged;
            leftOut = 0;
        }

        /// <summary>
        /// The number of an entry of the batch, and with the first one what is known of those that are missing before it: "n1234", or
        /// "n1234-20r-1d-12s" for 20 without room or time, 1 damaged, and 12 numbers that a start left out.
        /// </summary>
        public string Text(int index)
        {
            string text = "n" + (first + index).ToString();
            return index > 0
                ? text
                : text + Part(noRoom - noRoomSaid, "r") + Part(damaged - damagedSaid, "d") + Part(leftOut, "s");
        }

        private static string Part(int count, string kind)
        {
            return count > 0 ? "-" + count.ToString() + kind : "";
        }
    }
}
