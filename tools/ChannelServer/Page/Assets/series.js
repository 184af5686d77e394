// Rows of a channel in the order of time: [entry number, milliseconds since 1970, field1, .., field8].

/** The rows of a message; where the server knows the true state of charge (a simulator does), each with it as truth. */
export function withTruth({ rows, truth }) {
  if (truth !== undefined) rows.forEach((row, k) => { row.truth = truth[k]; });
  return rows;
}

/** Adds a row where its time puts it; an entry that is there already is left alone. */
export function insertRow(rows, row) {
  let at = rows.length;
  while (at > 0 && rows[at - 1][1] > row[1]) at--;
  if (at > 0 && rows[at - 1][1] === row[1]) return;
  rows.splice(at, 0, row);
}

/** The time between rows beyond which a line breaks: three times the usual one. */
export function gapMs(rows) {
  const steps = [];
  const stride = Math.max(1, Math.floor(rows.length / 200));
  for (let k = 1; k < rows.length; k += stride) steps.push(rows[k][1] - rows[k - 1][1]);
  if (steps.length === 0) return Infinity;
  steps.sort((a, b) => a - b);
  return Math.max(3 * steps[steps.length >> 1], 2000);
}

/** Index of the row nearest to a time; -1 without rows. */
export function nearest(rows, ms) {
  let low = 0, high = rows.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][1] < ms) low = middle + 1; else high = middle;
  }
  return low > 0 && ms - rows[low - 1][1] < rows[low][1] - ms ? low - 1 : low;
}
