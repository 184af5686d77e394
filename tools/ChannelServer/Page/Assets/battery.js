// What follows from a battery's newest values: power, charge left, time to go.
import { fixed } from "./format.js";

// The mean current of this long says how it goes on: shorter than a drive, longer than a hill.
export const MEAN_MS = 600000;
const RESTING_A = 0.03;

/** Mean of a column over the last ten minutes before the newest row; null without values. */
export function meanOf(rows, value, newestMs) {
  let sum = 0, count = 0;
  for (let k = rows.length - 1; k >= 0 && rows[k][1] > newestMs - MEAN_MS; k--) {
    const number = value(rows[k]);
    if (number !== null) { sum += number; count++; }
  }
  return count === 0 ? null : sum / count;
}

// "1 h 36 min" tells a rider more than "2 h".
function timeText(ms) {
  const minutes = Math.round(ms / 60000), hours = Math.floor(minutes / 60);
  return hours >= 48 ? `${Math.round(hours / 24)} days` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** Facts of the battery as pairs of name and text; each value in its unit, null where it is not known. Of old values no time to go is told: it runs on, they do not. */
export function batteryFacts({ voltageV, currentA, socPercent, capacityAh, meanCurrentA, isOld }) {
  const facts = [];
  if (voltageV !== null) facts.push(["Voltage", `${fixed(voltageV, 2)} V`]);
  if (currentA !== null) facts.push(["Current", `${fixed(currentA, 2)} A`]);
  if (voltageV !== null && currentA !== null) facts.push(["Power", `${fixed(voltageV * currentA, Math.abs(voltageV * currentA) < 100 ? 1 : 0)} W`]);
  if (socPercent === null || capacityAh === null || capacityAh <= 0) return facts;
  const leftAh = capacityAh * Math.min(Math.max(socPercent, 0), 100) / 100;
  facts.push(["Charge left", `${fixed(leftAh, 2)} Ah of ${fixed(capacityAh, 2)} Ah`]);
  if (isOld || meanCurrentA === null || Math.abs(meanCurrentA) < RESTING_A) return facts;
  const ms = (meanCurrentA < 0 ? leftAh : capacityAh - leftAh) / Math.abs(meanCurrentA) * 3600000;
  facts.push([meanCurrentA < 0 ? "Time to go" : "Time to full", `${timeText(ms)} at the last 10 minutes' ${fixed(Math.abs(meanCurrentA), 2)} A`]);
  return facts;
}
