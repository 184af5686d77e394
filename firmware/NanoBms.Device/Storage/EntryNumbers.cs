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
        private int newest, leftOut, sent;
        private int first, noRoom, damaged, noRoomSaid, damagedSaid;
        private bool isTold;

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
        /// <param name="lastNumber">The last one that may have been given.</param>
        /// <param name="leftOutBefore">So many before it may never have been given, which is not said yet.</param>
        public void Start(int lastNumber, int leftOutBefore)
        {
            leftOut = leftOutBefore;
            newest = lastNumber;
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

        /// <summary>
        /// Has numbers go on behind what was sent, which counts for more than how many wait: nobody knows that of a file that cannot be
        /// read; nor which number was the newest, where the state is lost.
        /// </summary>
        /// <param name="waiting">Entries that wait.</param>
        /// <param name="sentBefore">The number of the last entry that went before them, as it was kept; 0: not known.</param>
        /// <returns>Whether the newest number is another one now.</returns>
        public bool GoOn(int waiting, int sentBefore)
        {
            sent = sent > sentBefore ? sent : sentBefore;
            bool isBehind = newest - waiting < sent;
            newest = isBehind ? sent + waiting : newest;
            return isBehind;
        }

        /// <summary>A batch of the oldest begins.</summary>
        /// <param name="waiting">Entries that wait.</param>
        /// <param name="noRoom">Entries lost so far because there was no room, or nothing told their time.</param>
        /// <param name="damaged">Entries lost so far that the flash did not give back.</param>
        public void BeginBatch(int waiting, int noRoom, int damaged)
        {
            first = newest - waiting + 1;
            this.noRoom = noRoom;
            this.damaged = damaged;
            isTold = false;
        }

        /// <summary>
        /// The first entries of the batch are in the channel, and with the first of them what was lost before it, unless they were there
        /// already.
        /// </summary>
        /// <param name="entries">How many of the batch.</param>
        /// <returns>The number of the last of them.</returns>
        public int Accept(int entries)
        {
            sent = first + entries - 1;
            Say();
            return sent;
        }

        private void Say()
        {
            if (!isTold)
            {
                return;
            }

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
            isTold |= index == 0;
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
