// Round steps for the two axes of a chart.

/** Round values that cover a range, and the decimals that tell them apart. */
export function valueAxis(least, most, wanted, leastStep) {
  // A value that hardly moves looks so: less than a fiftieth of it is not blown up to the height of the chart.
  const half = Math.max(Math.abs(least), Math.abs(most)) * 0.01, middle = (least + most) / 2;
  if (most - least < 2 * half) {
    least = middle - half;
    most = middle + half;
  }
  if (least === most) {
    least -= leastStep * 2;
    most += leastStep * 2;
  }
  const rough = Math.max((most - least) / wanted, leastStep);
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough * 0.999) ?? 10);
  const from = Math.floor(least / step + 1e-6) * step, to = Math.ceil(most / step - 1e-6) * step;
  const ticks = [];
  for (let k = 0; k <= Math.round((to - from) / step); k++) ticks.push(from + k * step);
  return { from, to, ticks, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

const MINUTE = 60000, HOUR = 3600000, DAY = 86400000;
const STEPS = [1000, 2000, 5000, 10000, 15000, 30000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

/** Round times of a span, in the reader's own zone. */
export function timeAxis(fromMs, toMs, wanted) {
  const step = STEPS.find(candidate => (toMs - fromMs) / candidate <= wanted) ?? 365 * DAY;
  const offset = new Date(fromMs).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((fromMs - offset) / step) * step + offset; at <= toMs; at += step) ticks.push(at);
  return { ticks, step };
}
