// The page of a channel: loads a span of entries, follows new ones, keeps gauge, health, charts and table up to date.
import { Chart, averageHint } from "./chart.js";
import { showHealth } from "./bits.js";
import { showGauge } from "./gauge.js";
import { OLD_MS, fixed, fullText, lengthText, numberOf } from "./format.js";
import { gapMs, insertRow, withTruth } from "./series.js";
import { follow } from "./live.js";
import { MEAN_MS, batteryFacts, meanOf } from "./battery.js";
import { showFleet } from "./fleet.js";

const HOUR = 3600000, MOST_ROWS = 6000, TABLE_ROWS = 20, WITHOUT_SOC_ROWS = 40;
const SPANS = [[1, "1 h"], [6, "6 h"], [24, "24 h"], [168, "7 days"], [999999, "All"]];
// The span is in the address, so that a link shows what its sender saw.
function spanOf(query) {
  const wanted = Number(new URLSearchParams(query).get("hours"));
  return SPANS.some(([span]) => span === wanted) ? wanted : 24;
}

const $ = id => document.getElementById(id);
const isRoot = location.pathname === "/";

// A link that shows a channel: what it is known by stands behind the #, which no browser sends as part of an address.
const shareToken = location.pathname === "/shared" ? location.hash.slice(1) : null;
const address = () => shareToken === null ? `/channels/${channelId}` : "/shared";

let channelId = Number(location.pathname.match(/^\/channels\/(\d+)/)?.[1] ?? 0);
// Rows are what the charts show: entries, or averages. Recent ones are always entries.
let data = null, rows = [], recent = [], newest = null, lastEntryId = 0, hours = spanOf(location.search), charts = [], clockOffset = 0, streaming = null, alive = false, drawQueued = false, reloading = 0, wasOld = false;

const headers = () => {
  if (shareToken !== null) return { "X-NanoBms-Share": shareToken };
  const key = sessionStorage.getItem(`key${channelId}`);
  return key ? { THINGSPEAKAPIKEY: key } : {};
};

async function start() {
  const channels = shareToken === null ? await (await fetch("/page/channels.json")).json() : [];
  if (isRoot && channels.length > 1) return showFleet(channels);
  if (isRoot) channelId = channels[0].id;
  $("channel-picker").hidden = $("all-channels").hidden = channels.length < 2;
  $("channel").replaceChildren(...channels.map(channel => new Option(channel.name === null ? `Channel ${channel.id} (private)` : `${channel.name} (${channel.id})`, channel.id, false, channel.id === channelId)));
  $("channel").addEventListener("change", event => location.assign(`/channels/${event.target.value}`));
  $("key-form").addEventListener("submit", event => {
    event.preventDefault();
    sessionStorage.setItem(`key${channelId}`, $("key").value.trim());
    load();
  });
  for (const [span, text] of SPANS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.hours = span;
    button.addEventListener("click", () => {
      hours = span;
      history.replaceState(null, "", `?hours=${span}${location.hash}`);
      load();
    });
    $("spans").append(button);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(chart => chart.redraw()));
  setInterval(showConnection, 1000);
  await load();
}

async function load() {
  clearTimeout(reloading);
  reloading = 0;
  for (const button of $("spans").children) button.setAttribute("aria-pressed", String(Number(button.dataset.hours) === hours));
  let reply;
  try {
    reply = await fetch(`${address()}/page.json?hours=${hours}`, { headers: headers(), cache: "no-store" });
  } catch {
    alive = false;
    showConnection();
    setTimeout(load, 3000);
    return;
  }
  if (reply.status === 401) return askForKey();
  if (!reply.ok) {
    $("content").hidden = true;
    streaming?.abort();
    return say(await reasonOf(reply));
  }
  $("key-form").hidden = true;
  const first = data === null;
  data = await reply.json();
  rows = withTruth(data);
  recent = data.averageMs > 0 ? data.recent : rows;
  newest = data.newest;
  lastEntryId = data.lastEntryId;
  clockOffset = data.now - Date.now();
  if (first) build();
  draw();
  streaming?.abort();
  streaming = new AbortController();
  follow({
    url: () => `${address()}/live?after=${lastEntryId}`,
    headers: headers(),
    signal: streaming.signal,
    onMessage: take,
    onLost: () => {
      alive = false;
      showConnection();
      // It may have come to its end.
      if (shareToken !== null) reloading ||= setTimeout(load, 3000);
    },
  });
}

// The server says what is wrong; something in between may not.
async function reasonOf(reply) {
  try {
    return (await reply.json()).error.details;
  } catch {
    return `The server answered with status ${reply.status}.`;
  }
}

function askForKey() {
  $("key-error").textContent = sessionStorage.getItem(`key${channelId}`) ? "That key does not open the channel." : "";
  sessionStorage.removeItem(`key${channelId}`);
  $("name").textContent = `Channel ${channelId}`;
  $("content").hidden = true;
  $("key-form").hidden = false;
  $("connection").hidden = true;
  $("key").focus();
}

function say(text) {
  $("notice").className = "notice bad";
  $("notice").textContent = text;
  $("notice").hidden = false;
}

function build() {
  $("name").textContent = data.name;
  $("subtitle").textContent = data.description || `Channel ${data.id}`;
  $("connection").hidden = false;
  const bar = data.fields.findIndex(field => field.role === "ErrorBar");
  charts = data.fields.map((field, k) => new Chart(field, k, field.role === "StateOfCharge" ? bar : -1));
  $("fields").replaceChildren(...charts.map(chart => chart.element));
  $("gauge").hidden = column("StateOfCharge") < 0;
  $("health").hidden = column("StatusBits") < 0;
  const head = document.createElement("tr");
  for (const text of ["Entry", "Time", ...data.fields.map(field => field.unit ? `${field.name} (${field.unit})` : field.name)]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  $("entries-head").replaceChildren(head);
  $("entries").addEventListener("toggle", showTable);
  for (const kind of ["csv", "json"]) {
    const link = $(`export-${kind}`);
    link.href = `/channels/${channelId}/feeds.${kind}?results=8000&location=true&status=true`;
    link.download = `channel${channelId}-feeds.${kind}`;
    link.addEventListener("click", event => data.public || saveWithKey(event, link));
  }
  document.querySelector(".links").hidden = $("export-hint").hidden = shareToken !== null;
  $("export-hint").textContent = "Up to the newest 8,000 entries; add start and end to the address for older ones.";
  $("content").hidden = false;
}

// A link cannot send the key in a header, and an address is no place for a key.
async function saveWithKey(event, link) {
  event.preventDefault();
  const file = await (await fetch(link.href, { headers: headers() })).blob();
  const aside = document.createElement("a");
  aside.href = URL.createObjectURL(file);
  aside.download = link.download;
  aside.click();
  URL.revokeObjectURL(aside.href);
}

function take(message) {
  alive = true;
  clockOffset = message.now - Date.now();
  for (const row of withTruth(message)) {
    lastEntryId = Math.max(lastEntryId, row[0]);
    if (newest === null || row[1] >= newest[1]) newest = row;
    insertRow(recent, row);
  }
  if (message.rows.length > 0 && data.averageMs > 0) {
    // Entries are not put among averages: the server averages them, now and then.
    recent = recent.filter(row => row[1] > newest[1] - MEAN_MS);
    reloading ||= setTimeout(load, Math.min(Math.max(data.averageMs, 10000), 60000));
    queueDraw();
  } else if (message.rows.length > 0) {
    const from = newest[1] - hours * HOUR;
    let old = 0;
    while (old < rows.length && rows[old][1] < from) old++;
    if (old > 0) rows.splice(0, old);

    // Too many to draw one by one: let the server average them.
    if (rows.length > MOST_ROWS * 1.2) return load();
    queueDraw();
  }
  showConnection();
}

function queueDraw() {
  if (drawQueued) return;
  drawQueued = true;
  requestAnimationFrame(() => { drawQueued = false; draw(); });
}

const column = role => {
  const index = data.fields.findIndex(field => field.role === role);
  return index < 0 ? -1 : index + 2;
};
const latest = role => column(role) < 0 || newest === null ? null : numberOf(newest[column(role)]);

function draw() {
  showGauge({
    socPercent: latest("StateOfCharge"), barPercent: latest("ErrorBar"), currentA: latest("Current"),
    hasEntries: newest !== null,
    isWithout: recent.length >= WITHOUT_SOC_ROWS && recent.every(row => numberOf(row[column("StateOfCharge")]) === null),
  });
  const status = latest("StatusBits");
  showHealth($("health-list"), status === null ? null : Math.trunc(status));
  const toMs = newest === null ? Date.now() + clockOffset : newest[1];
  const firstMs = rows.length > 0 ? rows[0][1] : toMs;
  const lengthMs = Math.min(hours * HOUR, Math.max(toMs - firstMs, 60000));
  const gap = gapMs(rows);
  for (const chart of charts) chart.show(rows, newest, toMs - lengthMs, toMs, gap, data.averageMs);
  $("averages").hidden = data.averageMs === 0;
  $("averages").textContent = data.averageMs === 0 ? "" : averageHint(data.averageMs);
  showFacts();
  showLedger();
  showNotice();
  showTable();
  showConnection();
}

// The state of charge first: a tab shows little more.
function showTitle() {
  const socPercent = latest("StateOfCharge");
  const age = ageMs(), old = age === null ? "" : ` (${lengthText(age)} ago)`;
  const title = `${column("StateOfCharge") < 0 ? "" : socPercent === null ? "--- – " : `${fixed(socPercent, 1)} %${old} – `}${data.name} – channel ${data.id}`;
  if (document.title !== title) document.title = title;
}

function battery() {
  const at = column("Current");
  return batteryFacts({
    voltageV: latest("Voltage"), currentA: latest("Current"), socPercent: latest("StateOfCharge"), capacityAh: latest("Capacity"),
    isOld: isOld(),
    meanCurrentA: at < 0 || newest === null ? null : meanOf(recent, row => numberOf(row[at]), newest[1]),
  });
}

const entryList = ids => `${ids.length === 1 ? "entry" : "entries"} ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`;

function showFacts() {
  const facts = battery();
  $("battery").hidden = facts.length === 0;
  list($("battery-facts"), facts);
  list($("facts"), [
    ["Channel number", String(data.id)],
    ["Entries", lastEntryId.toLocaleString("en-US")],
    ["Last entry", newest === null ? "none yet" : fullText(newest[1])],
    ["Reading", shareToken !== null ? "by this link" : data.public ? "public" : "with read key"],
    ...(data.numbered && data.gaps.length === 0 ? [["Missing entries in this span", "none: the device numbers them"]] : []),
    ...(data.ahead.length > 0 ? [["Dated ahead of now, not shown", entryList(data.ahead)]] : []),
  ]);
}

function list(place, facts) {
  place.replaceChildren(...facts.flatMap(([name, text]) => {
    const term = document.createElement("dt"), description = document.createElement("dd");
    term.textContent = name;
    description.textContent = text;
    return [term, description];
  }));
}

// What the gauge numbered and the channel does not have, newest first, with the reason where the gauge knows it.
function showLedger() {
  $("ledger").hidden = data.gaps.length === 0;
  const missing = data.gaps.reduce((sum, gap) => sum + (gap.first === 0 ? 0 : gap.last - gap.first + 1), 0);
  $("ledger-summary").textContent = `Missing entries in this span: ${missing.toLocaleString("en-US")}, at ${data.gaps.length} ${data.gaps.length === 1 ? "place" : "places"}`;
  $("ledger-body").replaceChildren(...data.gaps.toReversed().map(gap => {
    const line = document.createElement("tr");
    const numbers = gap.first === 0 ? "–" : gap.first === gap.last ? String(gap.first) : `${gap.first} to ${gap.last}`;
    for (const text of [fullText(gap.before), numbers, gap.first === 0 ? "–" : String(gap.last - gap.first + 1), gap.reason]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      line.append(cell);
    }
    return line;
  }));
}

function showNotice() {
  $("notice").hidden = newest !== null;
  if (newest !== null) return;
  $("notice").className = "notice";
  const title = document.createElement("strong"), code = document.createElement("code");
  title.textContent = "Waiting for the first entry";
  code.textContent = `${location.origin}/update?api_key=WRITE_KEY&field1=3.85`;
  if (shareToken !== null) return $("notice").replaceChildren(title);
  $("notice").replaceChildren(title, "Point the device's ThingSpeak address at this server, or write one by hand: ", code);
}

function showTable() {
  if (!$("entries").open) return;
  $("entries-body").replaceChildren(...recent.slice(-TABLE_ROWS).reverse().map(row => {
    const line = document.createElement("tr");
    for (const text of [row[0], fullText(row[1]), ...row.slice(2, 2 + data.fields.length)]) {
      const cell = document.createElement("td");
      cell.textContent = text ?? "–";
      line.append(cell);
    }
    return line;
  }));
}

const sinceMs = () => newest === null ? 0 : Date.now() + clockOffset - newest[1];

const isOld = () => sinceMs() > OLD_MS;

// How old the newest entry is, where that is more than its usual pace explains; null: it is fresh.
function ageMs() {
  const ms = sinceMs();
  return ms > Math.max(60000, recent.length > 1 ? gapMs(recent) : 0) ? ms : null;
}

// Live: the server is there and entries come; quiet: it is there, but the device has not written for a while.
function showConnection() {
  const age = data === null ? null : ageMs();
  const [state, text] = !alive ? ["lost", data === null ? "Connecting" : "Reconnecting"]
    : newest === null ? ["quiet", "No data yet"]
    : age !== null ? ["quiet", `Quiet for ${lengthText(age)}`]
    : ["live", "Live"];
  document.body.classList.toggle("stale", state !== "live" && newest !== null);
  document.body.style.setProperty("--age", age === null ? "none" : `"${lengthText(age)} ago"`);
  for (const place of [$("gauge-age"), $("battery-age")]) {
    place.hidden = age === null;
    place.textContent = age === null ? "" : `As it was ${lengthText(age)} ago`;
  }
  if (data !== null && wasOld !== isOld()) {
    wasOld = !wasOld;
    showFacts();
  }
  if (data !== null) showTitle();
  const connection = $("connection"), label = $("connection-text");
  connection.dataset.state = !alive && data === null ? "connecting" : state;
  if (label.textContent !== text) label.textContent = text;
}

start();
