
namespace NanoBms.Models.Packing;

/// <summary>A stretch of columns of a kernel method: where its values come from and what its sums become.</summary>
/// <param name="Matrix">Weights of the columns.</param>
/// <param name="Array">The method's array parameter that holds the values.</param>
/// <param name="OffsetName">The method's parameter with the index of the first value, or null for 0.</param>
/// <param name="FirstIndex">Index of the first column's value, from there on.</param>
/// <param name="RecurrentStart">Not null: in the first step after a reset all values are this, and the sums are constants.</param>
/// <param name="Part">Number of the sum that these columns belong to: columns of one part are requantised together.</param>
/// <param name="Opens">First columns of their part: nothing is carried over from an earlier method.</param>
/// <param name="Closes">Last columns of their part: the sum is complete here.</param>
public sealed record KernelColumns(
    RowMatrix Matrix, string Array, string? OffsetName, int FirstIndex, int? RecurrentStart, int Part, bool Opens, bool Closes);
