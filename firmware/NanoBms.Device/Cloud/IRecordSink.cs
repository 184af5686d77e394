using NanoBms.Device.Storage;

namespace NanoBms.Device.Cloud
{
    /// <summary>
    /// A place that entries go to. <see cref="UploadLoop"/> decides when to write, when to ask and what to keep; a sink knows how, and what
    /// an answer means. No member throws where its server or file does not do as it should.
    /// </summary>
    public interface IRecordSink
    {
        /// <summary>Its name, for the log.</summary>
        string Name { get; }

        /// <summary>Entries that a write takes at most; 0: it is not set up, and nothing is sent.</summary>
        int MaxEntries { get; }

        /// <summary>Least time between two writes, milliseconds.</summary>
        int PeriodMs { get; }

        /// <summary>Whether a write takes the network, and entries that have a clock time.</summary>
        bool IsRemote { get; }

        /// <summary>Whether it can be asked what it holds, as far as is known.</summary>
        bool CanAsk { get; }

        /// <summary>Whether anybody answered the last write or question, whatever he said.</summary>
        bool HasAnswered { get; }

        /// <summary>What it said last, for the log, and what to do about it; never holds a key.</summary>
        string LastReply { get; }

        /// <summary>Writes entries of the queue's batch, together.</summary>
        /// <param name="queue">Its batch (<see cref="RecordQueue.Batch"/>).</param>
        /// <param name="first">The first of them, 0 the oldest of the batch.</param>
        /// <param name="entries">How many, 1..<see cref="MaxEntries"/>.</param>
        SendOutcome Send(RecordQueue queue, int first, int entries);

        /// <summary>Finds out which of the first entries of the queue's batch have arrived; false where it does not tell.</summary>
        /// <param name="queue">Its batch.</param>
        /// <param name="entries">How many to ask for, 1..<see cref="RecordQueue.MaxAtOnce"/>.</param>
        /// <param name="arrived">Bit k is set where entry k is there.</param>
        bool TryFind(RecordQueue queue, int entries, out int arrived);
    }
}
