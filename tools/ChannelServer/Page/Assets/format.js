// Texts of values and times, the same on the whole page.

/** An entry older than this tells how a battery was, and not how long it will go on. */
export const OLD_MS = 300000;

/** The number that a stored text says; null for none. */
export function numberOf(text) {
  if (text === null || text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A number with as many decimals as its axis needs. */
export function fixed(value, decimals) {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1).replace(/^/, "") : text.replace("-", "\u2212");
}

/** Decimals that a list of stored texts shows. */
export function decimalsOf(text) {
  const point = text.indexOf(".");
  return point < 0 ? 0 : Math.min(text.length - point - 1, 4);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const clockText = ms => clock.format(ms);
export const clockSecondsText = ms => clockSeconds.format(ms);
export const dayText = ms => day.format(ms);
export const fullText = ms => full.format(ms);

/** A length of time in the one unit that fits: "40 s", "12 min", "3 h", "5 days". */
export function lengthText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}
