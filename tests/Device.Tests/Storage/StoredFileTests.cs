using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Files of a storage that answers by a script: the last answer again and again where no other follows.</summary>
public sealed class StoredFileTests
{
    private const int Absent = FileLength.Absent, Unreadable = FileLength.Unreadable;

    [Theory]
    [InlineData(7, new[] { 7 }, new[] { 0 })]
    [InlineData(0, new[] { 0 }, new[] { 0 })]
    [InlineData(7, new[] { Unreadable, Unreadable, 7 }, new[] { 0 })]
    [InlineData(Unreadable, new[] { Unreadable, Unreadable, Unreadable, 7 }, new[] { 0 })]
    [InlineData(Absent, new[] { Absent }, new[] { -1 })]
    [InlineData(Unreadable, new[] { Absent }, new[] { 0 })]
    [InlineData(7, new[] { Absent, Absent, 7 }, new[] { 0 })]
    [InlineData(Absent, new[] { Unreadable, Absent }, new[] { -1 })]
    public void A_length_is_asked_three_times_and_no_file_is_one_that_cannot_be_read_either(int expected, int[] lengths, int[] reads) =>
        Assert.Equal(expected, StoredFile.Length(new Scripted(lengths, reads), "file"));

    [Theory]
    [InlineData(4, new[] { 100 }, new[] { 4 })]
    [InlineData(3, new[] { 13 }, new[] { 3 })]
    [InlineData(0, new[] { 10 }, new[] { 0 })]
    [InlineData(0, new[] { 7 }, new[] { 0 })]
    [InlineData(Unreadable, new[] { 14 }, new[] { 3 })]
    [InlineData(4, new[] { 100 }, new[] { 3, -1, 4 })]
    [InlineData(Unreadable, new[] { 100 }, new[] { -1, -1, -1, 4 })]
    [InlineData(Unreadable, new[] { 5 }, new[] { -1 })]
    [InlineData(Unreadable, new[] { Unreadable }, new[] { 3 })]
    [InlineData(Absent, new[] { Absent }, new[] { -1 })]
    public void Fewer_bytes_than_wanted_are_believed_at_the_end_of_a_file_alone(int expected, int[] lengths, int[] reads) =>
        Assert.Equal(expected, StoredFile.Read(new Scripted(lengths, reads), "file", 10, new byte[4], 4));

    [Theory]
    [InlineData(4, new[] { 4 }, true)]
    [InlineData(0, new[] { 0 }, true)]
    [InlineData(4, new[] { 3 }, false)]
    [InlineData(Absent, new[] { 0 }, false)]
    [InlineData(Unreadable, new[] { 0 }, false)]
    public void A_whole_file_is_read_or_none_of_it(int length, int[] reads, bool isRead) =>
        Assert.Equal(isRead ? length : null, StoredFile.ReadWhole(new Scripted([3], reads), "file", length)?.Length);

    private sealed class Scripted(int[] lengths, int[] reads) : IFileStore
    {
        private int asked, read;

        public int Length(string name) => lengths[Math.Min(asked++, lengths.Length - 1)];

        public int Read(string name, int offset, byte[] buffer, int count) => reads[Math.Min(read++, reads.Length - 1)];

        public bool Append(string name, byte[] buffer, int count) => false;

        public bool Write(string name, byte[] buffer, int count) => false;

        public bool Delete(string name) => false;
    }
}
