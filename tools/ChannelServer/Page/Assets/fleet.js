// The batteries of a server as a list: charge, state and age of each, asked for in pieces.
import { problemsOf } from "./bits.js";
import { OLD_MS, fixed, lengthText, numberOf } from "./format.js";

const PIECE = 100, PERIOD_MS = 15000;

const $ = id => document.getElementById(id);

/** Shows the list and keeps it up to date. */
export async function showFleet(channels) {
  $("name").textContent = "Batteries";
  $("subtitle").textContent = location.host;
  $("skip").hidden = true;
  $("fleet").hidden = false;
  for (;;) {
    await refresh(channels);
    await new Promise(resolve => setTimeout(resolve, PERIOD_MS));
  }
}

async function refresh(channels) {
  try {
    const all = [];
    let now = 0;
    for (let from = 0; from < channels.length; from += PIECE) {
      const ids = channels.slice(from, from + PIECE).map(channel => channel.id);
      const reply = await fetch(`/page/newest.json?ids=${ids.join(",")}`, { cache: "no-store" });
      if (!reply.ok) throw new Error(`status ${reply.status}`);
      const piece = await reply.json();
      now = piece.now;
      all.push(...piece.channels);
    }
    show(all, now);
    connection("live", "Live");
  } catch {
    connection("lost", "Reconnecting");
  }
}

function connection(state, text) {
  $("connection").dataset.state = state;
  $("connection-text").textContent = text;
}

function show(channels, now) {
  const batteries = channels.map(channel => describe(channel, now));
  const count = (what, is) => { const number = batteries.filter(is).length; return number === 0 ? [] : [`${number} ${what}`]; };
  const summary = [`${batteries.length} batteries`, ...count("with a problem", one => one.problems?.some(([level]) => level === "bad")),
    ...count("quiet", one => one.isOld), ...count("without an entry", one => one.at === null && !one.isPrivate), ...count("private", one => one.isPrivate)].join(", ");
  if ($("fleet-summary").textContent !== summary) $("fleet-summary").textContent = summary;
  document.title = `${summary} – ${location.host}`;
  $("fleet-body").replaceChildren(...batteries.map(line));
}

function describe(channel, now) {
  const socPercent = numberOf(channel.soc), status = numberOf(channel.status), at = channel.at ?? null;
  return {
    ...channel, socPercent, at, barPercent: numberOf(channel.bar), voltageV: numberOf(channel.voltage), currentA: numberOf(channel.current),
    problems: problemsOf(status === null ? null : Math.trunc(status)),
    isPrivate: channel.name === null, sinceMs: at === null ? null : now - at, isOld: at !== null && now - at > OLD_MS,
  };
}

function line(battery) {
  const row = document.createElement("tr"), cells = Array.from({ length: 6 }, () => document.createElement("td"));
  row.className = battery.isOld ? "old" : "";
  const link = document.createElement("a");
  link.href = `/channels/${battery.id}`;
  link.textContent = battery.isPrivate ? `Channel ${battery.id} (private)` : battery.name;
  cells[0].append(link);
  if (battery.socPercent !== null) {
    const meter = document.createElement("meter");
    Object.assign(meter, { min: 0, max: 100, value: battery.socPercent });
    meter.setAttribute("aria-hidden", "true");
    cells[1].append(meter);
  }
  cells[1].append(battery.socPercent === null ? "–" : `${fixed(battery.socPercent, 1)}\u00a0%${battery.barPercent === null ? "" : ` ±${fixed(battery.barPercent, 1)}`}`);
  cells[2].textContent = battery.voltageV === null ? "–" : `${fixed(battery.voltageV, 2)} V`;
  cells[3].textContent = battery.currentA === null ? "–" : `${fixed(battery.currentA, 2)} A`;
  cells[2].className = cells[3].className = "wide";
  cells[4].append(...badges(battery.problems));
  cells[5].textContent = battery.at === null ? (battery.isPrivate ? "–" : "none yet") : `${lengthText(battery.sinceMs)} ago`;
  row.append(...cells);
  return row;
}

function badges(problems) {
  const shown = problems === null ? [["none", "Unknown"]] : problems.length === 0 ? [["", "OK"]] : problems;
  return shown.map(([level, text]) => {
    const badge = document.createElement("span");
    badge.className = `badge ${level}`;
    badge.textContent = text;
    return badge;
  });
}
