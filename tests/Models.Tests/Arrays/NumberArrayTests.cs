using NanoBms.Foundation;
using NanoBms.Models.Arrays;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Arrays;

/// <summary>Arrays out of .npy files and tables.</summary>
public class NumberArrayTests
{
    [Fact]
    public void Single_precision_is_read_in_its_shape()
    {
        NumberArray array = Read("a.npy", NpyBytes.Of([2, 1, 3], 1, 2, 3, -4, 0.5f, 6));
        Assert.Equal([2, 1, 3], array.Shape);
        Assert.Equal([1, 2, 3, -4, 0.5, 6], array.Values);
    }

    [Theory]
    [InlineData("<f8", "000000000000F83F", 1.5)]
    [InlineData(">f4", "3FC00000", 1.5)]
    [InlineData("<f2", "003E", 1.5)]
    [InlineData("|i1", "FE", -2)]
    [InlineData("|u1", "FE", 254)]
    [InlineData("|b1", "01", 1)]
    [InlineData(">i2", "FFFE", -2)]
    [InlineData("<i4", "FEFFFFFF", -2)]
    [InlineData("<i8", "FEFFFFFFFFFFFFFF", -2)]
    [InlineData("<u2", "FEFF", 65534)]
    [InlineData("<u4", "FEFFFFFF", 4294967294)]
    public void Types_of_numbers_are_read_in_either_order_of_bytes(string type, string hexadecimal, double expected) => Assert.Equal(
        [expected],
        Read("a.npy", NpyBytes.Of($"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,), }}", Convert.FromHexString(hexadecimal)))
            .Values);

    [Fact]
    public void Fortran_order_becomes_row_major()
    {
        byte[] data = [1, 2, 3, 4, 5, 6];
        NumberArray array = Read("a.npy", NpyBytes.Of("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", data));
        Assert.Equal([1, 3, 5, 2, 4, 6], array.Values);
    }

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("# made by hand\n1;2\n\n3;4\n")]
    [InlineData("1 2\n3  4\n")]
    [InlineData("\uFEFFx\ty\n1\t2\n3\t4\n")]
    public void Tables_are_read_with_any_separator_and_with_headings_or_without(string text)
    {
        NumberArray array = Read("a.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal([2, 2], array.Shape);
        Assert.Equal([1, 2, 3, 4], array.Values);
    }

    [Fact]
    public void Windows_are_cut_out_of_each_shape()
    {
        float[][] expected = [[1, 2, 3, 4], [5, 6, 7, 8]];
        Assert.Equal(expected, new NumberArray([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]).Windows(2, 2, "a"));
        Assert.Equal(expected, new NumberArray([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]).Windows(2, 2, "a"));
        Assert.Equal([[1, 2, 3, 4], [3, 4, 5, 6]], new NumberArray([3, 2], [1, 2, 3, 4, 5, 6]).Windows(2, 2, "a"));
        Assert.Equal(
            "a has the shape [2, 3], and the model takes 2 x 2 values; give windows of [N, 2, 2] or [N, 4], or time steps one after the "
                + "other, [N, 2].",
            Assert.Throws<UserError>(() => new NumberArray([2, 3], new double[6]).Windows(2, 2, "a")).Message);
        Assert.Equal(
            "a has 1 time steps, and one window takes 2; give more of them.",
            Assert.Throws<UserError>(() => new NumberArray([1, 2], new double[2]).Windows(2, 2, "a")).Message);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "is an array of NumPy of records or of a type that is not read")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (0,), }", "holds values of type c8, which is not read")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }", "its shape is [9], and 0 bytes of numbers follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 4), }", "bytes of numbers follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "its shape is no list of numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "its shape is [], and 0 bytes of numbers follow")]
    public void What_is_no_array_of_numbers_is_refused_in_a_sentence(string header, string expected) => Assert.Contains(
        expected, Assert.Throws<UserError>(() => Read("a.npy", NpyBytes.Of(header, []))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1,2\n3\n", "Line 2 of 'FILE' is a row of 1 numbers after rows of 2; give a table of numbers alone, as many in each line.")]
    [InlineData("a,b\nc,d\n", "Line 2 of 'FILE' is no row of numbers; give a table of numbers alone, as many in each line.")]
    [InlineData("1,2\n,4\n", "Line 2 of 'FILE' is no row of numbers; give a table of numbers alone, as many in each line.")]
    [InlineData("", "'FILE' holds no numbers; give a .npy file or a table of numbers.")]
    public void What_is_no_table_of_numbers_is_refused_in_a_sentence(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", text);
        Assert.Equal(
            expected.Replace("FILE", path, StringComparison.Ordinal), Assert.Throws<UserError>(() => NumberArray.Read(path)).Message);
    }

    [Fact]
    public void No_cut_of_a_file_does_more_than_be_refused()
    {
        byte[] whole = NpyBytes.Of([2, 2], 1, 2, 3, 4);
        for (int length = 7; length < whole.Length; length++)
        {
            int cut = length;
            Assert.Throws<UserError>(() => Read("a.npy", whole[..cut]));
        }
    }

    private static NumberArray Read(string name, byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        return NumberArray.Read(folder.Write(name, bytes));
    }
}
